"""``python -m assistant`` and ``assistant``: the command line."""

from __future__ import annotations

import gc
import importlib


def main() -> None:
    """Run the command that was asked for. What is imported stays: it is not looked through for garbage."""
    gc.disable()
    commands = importlib.import_module("assistant.cli").main
    gc.freeze()
    gc.enable()
    commands(prog_name="assistant")


if __name__ == "__main__":
    main()
