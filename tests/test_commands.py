"""The command line: everything is there, and a server that starts loads nothing that only authors need."""

from __future__ import annotations

import subprocess
import sys

from click.testing import CliRunner

from assistant.cli import FOR_AUTHORS, main

LOADED = "import sys, assistant.cli; print(*sys.modules)"


def test_a_server_loads_nothing_of_authors_and_no_lists_of_passwords() -> None:
    loaded = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True).stdout.split()
    assert "assistant.app" in loaded
    others = ("assistant.authors", "assistant.benchmarks", "assistant.checks", "assistant.testing", "zxcvbn")
    assert [name for name in loaded if name.startswith(others)] == []


def test_what_authors_use_is_there_when_it_is_asked_for() -> None:
    listed = CliRunner().invoke(main, ["--help"]).output
    for name in (*FOR_AUTHORS, "serve", "backup", "staff"):
        assert f"\n  {name} " in listed
        assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0
