"""``assistant migrate``, and what is said when a database cannot be used."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from assistant.cli import main
from assistant.settings import Settings
from assistant.store.migrations import migrations
from assistant.store.sqlite import SqliteStore
from tests.postgres import Cluster
from tests.store.stories import begin

REPOSITORY = Path(__file__).parents[1]


def version(file: Path) -> int:
    with closing(sqlite3.connect(file)) as reader:
        ((number,),) = reader.execute("PRAGMA user_version").fetchall()
        return int(number)


@pytest.mark.promise(16)
def test_one_step_down_and_up_again_keeps_what_was_said(tmp_path: Path) -> None:
    file, newest = tmp_path / "assistant.db", len(migrations())

    async def held(begins: bool) -> object:
        store = await SqliteStore.open(file)
        conversation = await begin(store) if begins else await store.load("c_ada")
        await store.close()
        return conversation

    before = asyncio.run(held(begins=True))
    down = CliRunner().invoke(main, ["migrate", "--down", "--data", str(tmp_path)])
    assert (down.exit_code, down.output) == (0, f"The database is back at version {newest - 1}.\n")
    assert version(file) == newest - 1
    up = CliRunner().invoke(main, ["migrate", "--data", str(tmp_path)])
    assert (up.exit_code, up.output) == (0, "The database fits this version.\n")
    assert version(file) == newest
    assert asyncio.run(held(begins=False)) == before


def test_there_is_no_way_back_from_the_first_version_nor_without_a_file(tmp_path: Path) -> None:
    nothing = CliRunner().invoke(main, ["migrate", "--down", "--data", str(tmp_path)])
    assert (nothing.exit_code, nothing.output) == (1, f"Error: there is no {tmp_path / 'assistant.db'}\n")
    CliRunner().invoke(main, ["migrate", "--data", str(tmp_path)])
    for _ in migrations()[1:]:
        assert CliRunner().invoke(main, ["migrate", "--down", "--data", str(tmp_path)]).exit_code == 0
    last = CliRunner().invoke(main, ["migrate", "--down", "--data", str(tmp_path)])
    assert (last.exit_code, last.output) == (1, "Error: there is no way back from version 1\n")


@pytest.mark.promise(16)
async def test_a_postgresql_goes_up_and_down_too(postgres: Cluster) -> None:
    url = await postgres.new_database()
    for options, said in (
        ((), "fits"),
        (("--down",), f"back at version {len(migrations('postgres')) - 1}"),
        ((), "fits"),
    ):
        done = await asyncio.to_thread(CliRunner().invoke, main, ["migrate", *options, "--database", url])
        assert done.exit_code == 0
        assert said in done.output


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://me:SECRET@host/name", "database: an address like postgresql://user:password@host/name is needed"),
        ("postgresql://me:SECRET@localhost:1/name", "the database at localhost:1 cannot be reached"),
    ],
)
def test_a_database_that_cannot_be_used_is_said_in_one_line(url: str, said: str) -> None:
    refused = CliRunner().invoke(main, ["migrate", "--database", url])
    assert refused.exit_code == 1
    assert refused.output.startswith(f"Error: {said}")
    assert refused.output.count("\n") == 1
    assert "SECRET" not in refused.output


def test_a_missing_driver_is_named_with_its_remedy() -> None:
    program = "import sys; sys.modules['asyncpg'] = None; from assistant.cli import main; main()"
    refused = subprocess.run(
        [sys.executable, "-c", program, "serve", "--database", "postgresql://h/n"],
        cwd=REPOSITORY, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert refused.returncode == 1
    assert refused.stderr == (
        "Error: a PostgreSQL database needs the package asyncpg: pip install 'second-line[postgres]'\n"
    )


def test_the_page_on_running_it_and_the_containers_name_settings_that_exist() -> None:
    for name in ("compose.yaml", "docs/running.md"):
        named = set(re.findall(r"ASSISTANT_(\w+)", (REPOSITORY / name).read_text("utf-8")))
        assert named
        assert {setting.lower() for setting in named} <= Settings.model_fields.keys()
    services = yaml.safe_load((REPOSITORY / "compose.yaml").read_text("utf-8"))["services"]
    assert services.keys() == {"database", "one", "two", "proxy"}
    assert services["one"] == services["two"]
