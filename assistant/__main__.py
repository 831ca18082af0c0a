"""``python -m assistant`` is the command line."""

from __future__ import annotations

from assistant.cli import main

main(prog_name="assistant")
