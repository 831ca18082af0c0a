run test check:
	@python3 dev.py $@

# Needs uv; the files name no registry.
lock:
	uv pip compile --universal --generate-hashes --no-header --quiet --extra build pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-header --quiet --extra build --extra dev pyproject.toml -o requirements-dev.lock

# Needs uv and the network: each locked dependency is looked up among the known holes; one that cannot be is a failure.
audit:
	@command -v uvx >/dev/null || { echo "audit: not done, uvx is missing (it comes with uv)" >&2; exit 1; }
	@uvx pip-audit --strict --disable-pip --require-hashes -r requirements.lock -r requirements-dev.lock || \
		{ echo "audit: failed: what is named above has a known hole, or could not be looked up from here" >&2; exit 1; }

.PHONY: run test check lock audit
.DEFAULT_GOAL := run
