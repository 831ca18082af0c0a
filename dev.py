#!/usr/bin/env python3
"""Set up and run, test or check, with nothing but Python 3.11 and pip: ``python3 dev.py run|test|check``.

Builds ``.venv`` from the hashed lock files when they changed, then does what was asked. What follows the command is
handed on: ``python3 dev.py test tests/flows -x``.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".stamp"
OLDEST = (3, 11)


def main(command: str, *rest: str) -> int:
    if sys.version_info < OLDEST:
        return complain(f"Python {'.'.join(map(str, OLDEST))} or newer is needed; this is {sys.version.split()[0]}")
    commands = {"run": run, "test": test, "check": check}
    if command not in commands:
        return complain(f"unknown command {command!r}; there are {', '.join(commands)}")
    try:
        return commands[command](*rest)
    except KeyboardInterrupt:
        return 130


def run(*rest: str) -> int:
    set_up("requirements.lock")
    return call(PYTHON, "-m", "assistant", "serve", *rest)


def test(*rest: str) -> int:
    set_up("requirements-dev.lock")
    whole = () if rest else ("--full-coverage", "--numprocesses", "auto", "--dist", "worksteal")
    return call(PYTHON, "-m", "pytest", *whole, *rest)


def check(*_: str) -> int:
    set_up("requirements-dev.lock")
    tools = ("ruff check", "ruff format --check", "mypy", "lint-imports", "assistant check")
    results = [call(VENV / "bin" / name, *words) for name, *words in map(str.split, tools)]
    return max(results)


def set_up(lock: str) -> None:
    """Make ``.venv`` hold what ``lock`` names and this project; nothing is done when it already does."""
    wanted = fingerprint(lock)
    if STAMP.exists() and wanted in STAMP.read_text().splitlines():
        return
    if not PYTHON.exists():
        make_venv()
    must(*pip("install", "--quiet", "--require-hashes", "-r", str(ROOT / lock)))
    must(*pip("install", "--quiet", "--no-deps", "--no-build-isolation", "-e", str(ROOT)))
    must(str(PYTHON), "-m", "compileall", "-q", str(ROOT / "assistant"))
    satisfied = [wanted] if lock == "requirements.lock" else [wanted, fingerprint("requirements.lock")]
    STAMP.write_text("\n".join(satisfied))


def make_venv() -> None:
    """With its own pip, or, where Debian's python3-venv is missing, without one: the outer pip serves it then."""
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, check=False)
    if made.returncode:
        must(sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV))


def pip(*words: str) -> list[str]:
    if (VENV / "bin" / "pip").exists():
        return [str(PYTHON), "-m", "pip", "--disable-pip-version-check", *words]
    return [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(PYTHON), *words]


def fingerprint(lock: str) -> str:
    parts = [(ROOT / name).read_bytes() for name in (lock, "pyproject.toml")]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def must(*command: str) -> None:
    if code := call(*command):
        sys.exit(code)


def call(*command: str | Path) -> int:
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    return subprocess.run([str(word) for word in command], cwd=ROOT, env=environment, check=False).returncode


def complain(text: str) -> int:
    print(f"dev.py: {text}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or ["help"])))
