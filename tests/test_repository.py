"""What holds for the repository as a whole."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.checks import problems
from assistant.content.loader import load_content

ROOT = Path(__file__).parents[1]
REGISTRY = re.compile(r"https?://\S*(?:pypi|pythonhosted|npmjs|debian\.org)|--(?:extra-)?index-url|--find-links", re.I)
LONGEST, LONG, SHARE_SHORT = 60, 30, 0.9


def tracked(*endings: str) -> Iterator[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return (ROOT / name for name in listed.splitlines() if name.endswith(endings) and (ROOT / name).exists())


def test_content_and_dialogues_have_no_problems() -> None:
    assert [str(problem) for problem in problems(ROOT / "dialogues", datetime.now(UTC).date())] == []


def test_no_file_names_a_package_registry() -> None:
    texts = tracked(".py", ".toml", ".lock", ".md", ".yaml", ".json", "Makefile", ".ci/run", ".cfg")
    named = [path.name for path in texts if path != Path(__file__) and REGISTRY.search(path.read_text("utf-8"))]
    assert named == []


SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{22,}"
    r"|\bxox[abprs]-[\w-]{10,}|\bsk-[A-Za-z0-9_-]{20,}|\bAIza[\w-]{35}|\bglpat-[\w-]{20}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}"
    r"|://[^\s/:@]+:(?!PASSWORD|SECRET|password|\$)[^\s/:@]{8,}@"
)
KIND_OF_SECRET = [
    "-----BEGIN RSA PRIVATE KEY",
    "AKIA" + "A1" * 8,
    "ghp_" + "a1" * 18,
    "postgres://me:hunter2hunter2@db",
]


@pytest.mark.promise(52)
def test_no_file_holds_a_secret() -> None:
    assert all(SECRETS.search(kind) for kind in KIND_OF_SECRET)
    texts = {path: path.read_bytes().decode("utf-8", "replace") for path in tracked("")}
    assert len(texts) > 300
    assert [str(path) for path, text in texts.items() if path != Path(__file__) and SECRETS.search(text)] == []
    assert [path.name for path in texts if path.name.startswith(".env") or path.suffix in (".pem", ".key", ".db")] == []


@pytest.mark.promise(52)
def test_every_dependency_is_locked_with_its_hash() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text("utf-8").strip())
        assert len(entries) > 10
        assert [entry for entry in entries if not re.match(r"[\w.-]+==[^\s]+.*--hash=sha256:", entry, re.DOTALL)] == []


def test_the_proxy_asks_the_servers_even_when_none_of_them_is_ready() -> None:
    compose = (ROOT / "compose.yaml").read_text("utf-8")
    servers = " ".join(f"{name}:8080" for name in re.findall(r"^  (\w+): \*server$", compose, re.MULTILINE))
    ready, found, away = compose.partition("handle_errors 503 {")
    assert found
    assert f"reverse_proxy {servers} {{" in ready
    assert "health_uri /readyz" in ready
    assert f"reverse_proxy {servers} {{" in away
    assert "health_uri" not in away


@pytest.mark.promise(52)
@pytest.mark.parametrize(
    ("uvx", "said"),
    [
        ("", "audit: not done, uvx is missing"),
        ("#!/bin/sh\nexit 1\n", "could not be looked up from here"),
        ("#!/bin/sh\nexit 0\n", ""),
    ],
    ids=["missing", "failing", "passing"],
)
def test_an_audit_passes_only_where_it_was_done(tmp_path: Path, uvx: str, said: str) -> None:
    make = shutil.which("make")
    if not make:
        pytest.skip("make is missing")
    if uvx:
        (tmp_path / "uvx").write_text(uvx)
        (tmp_path / "uvx").chmod(0o755)
    done = subprocess.run(
        [make, "-s", "audit"], cwd=ROOT, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert (done.returncode != 0) is bool(said)
    assert said in done.stderr


def functions() -> Iterator[tuple[str, int]]:
    for path in tracked(".py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def test_functions_stay_short() -> None:
    lengths = dict(functions())
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
    assert sum(length < LONG for length in lengths.values()) >= SHARE_SHORT * len(lengths)


KEY_CALL = re.compile(r"(?:\.line|\.say|safety_line)\(\s*(?:scene, )?\"([a-z_]+\.[a-z_]+)\"")


@pytest.mark.parametrize("locale", load_content().languages)
def test_every_sentence_the_engine_asks_for_is_authored(locale: str) -> None:
    phrases = load_content().languages[locale].phrases
    named = {key for path in tracked(".py") if "engine" in path.parts for key in KEY_CALL.findall(path.read_text())}
    assert len(named) > 25
    assert named <= phrases.keys()
