"""``assistant dialogues`` and ``assistant walk``."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click

from assistant.content.loader import load_content
from assistant.errors import AssistantError
from assistant.testing import results
from assistant.testing.coverage import Coverage, table, too_low
from assistant.testing.runner import Played, play_all
from assistant.testing.schema import schema
from assistant.testing.server import Server
from assistant.testing.walk import walk_all

TO_FILE = click.Path(dir_okay=False, path_type=Path)


class PlayByDefault(click.Group):
    """A group whose ``play`` needs no name."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = bool(args) and (args[0] in self.commands or args[0] in ("-h", "--help"))
        return super().parse_args(ctx, args if named else ["play", *args])


class Wanted(NamedTuple):
    """What to play, where, and what to show and write of it."""

    paths: tuple[str, ...]
    url: str | None
    serve: bool
    counted: bool
    floors: Mapping[str, float]
    coverage_file: Path | None
    junit_file: Path | None
    json_file: Path | None


def _read_floors(_context: click.Context, _option: click.Parameter, texts: tuple[str, ...]) -> dict[str, float]:
    """``90`` and ``states=100`` as ``{"": 90, "states": 100}``."""
    parts = (text.rpartition("=") for text in texts)
    try:
        return {name: float(percent) for name, _, percent in parts}
    except ValueError:
        raise click.BadParameter("a percentage is needed, like 90 or states=100") from None


@click.group(cls=PlayByDefault)
def dialogues() -> None:
    """YAML dialogues: play them (what happens without a COMMAND too)."""


@dialogues.command("play")
@click.argument("paths", nargs=-1)
@click.option("--url", help="Play them against this server instead of in process.")
@click.option("--serve", is_flag=True, help="Play them against a server started for it.")
@click.option("--coverage", "counted", is_flag=True, help="Show what was reached.")
@click.option(
    "--at-least",
    "floors",
    multiple=True,
    callback=_read_floors,
    help="Fail unless this much is reached, in percent: 90, or only of some rows: states=100.",
)
@click.option("--coverage-json", "coverage_file", type=TO_FILE, help="Write all that was and was not reached there.")
@click.option("--junit", "junit_file", type=TO_FILE, help="Write JUnit XML there.")
@click.option("--json", "json_file", type=TO_FILE, help="Write JSON there.")
@click.option("--schema", "only_schema", is_flag=True, help="Print the JSON Schema of a script, for editors.")
def play_command(paths: tuple[str, ...], only_schema: bool, **options: Any) -> None:
    """Play YAML dialogues: files, folders, PATH::NAME for one row or branch (default ./dialogues)."""
    if only_schema:
        click.echo(json.dumps(schema(load_content()), indent=1))
        return
    wanted = Wanted(paths or ("dialogues",), **options)
    server = Server(wanted.url) if wanted.url or wanted.serve else None
    try:
        played, low = asyncio.run(_play(wanted, server))
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from None
    except AssistantError as error:
        raise click.ClickException(str(error)) from None
    finally:
        if server:
            server.stop()
    if not played:
        raise click.ClickException(f"there is no script in {', '.join(wanted.paths)}")
    for file, write in ((wanted.junit_file, results.junit), (wanted.json_file, results.as_json)):
        if file:
            file.write_text(write(played), encoding="utf-8")
    raise click.exceptions.Exit(bool(low) or any(one.result == "failed" for one in played))


async def _play(wanted: Wanted, server: Server | None) -> tuple[list[Played], list[str]]:
    """What was played, and what was reached too little."""
    content, coverage, played = load_content(), Coverage(), list[Played]()
    async for dialogue in play_all(wanted.paths, content, server, coverage):
        played.append(dialogue)
        click.echo(f"{dialogue.result:<8} {dialogue.case.id}: {dialogue.case.script.title}")
        if dialogue.told:
            click.echo(dialogue.told)
    rows = [] if server else coverage.rows(content)
    low = too_low(rows, wanted.floors)
    if wanted.counted:
        click.echo(table(rows))
    if wanted.coverage_file:
        wanted.coverage_file.write_text(results.reached(rows), encoding="utf-8")
    for line in low:
        click.echo(line)
    results_of = Counter(dialogue.result for dialogue in played)
    click.echo(", ".join(f"{count} {result}" for result, count in results_of.items()))
    return played, low


@click.command("walk")
@click.option("--walks", type=click.IntRange(1), default=200, show_default=True, help="How many.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed walks the same way.")
def walk(walks: int, seed: int) -> None:
    """Hold random conversations against what must always be true; print a script for each that fails."""
    failed = asyncio.run(_walk(walks, seed))
    click.echo(f"{walks - failed} passed, {failed} failed")
    raise click.exceptions.Exit(bool(failed))


async def _walk(walks: int, seed: int) -> int:
    failed = 0
    async for walked in walk_all(walks, seed, load_content()):
        if walked.what:
            failed += 1
            click.echo(f"{walked.told}\n\n{walked.script()}")
    return failed
