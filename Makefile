run test check:
	@python3 dev.py $@

# Needs uv; the files name no registry.
lock:
	uv pip compile --universal --generate-hashes --no-header --quiet --extra build pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-header --quiet --extra build --extra dev pyproject.toml -o requirements-dev.lock

.PHONY: run test check lock
.DEFAULT_GOAL := run
