"""``assistant dialogues`` and ``assistant walk``."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import click

from assistant.content.loader import load_content
from assistant.errors import AssistantError
from assistant.testing import gallery, results
from assistant.testing.coverage import Coverage, Row, table, too_low
from assistant.testing.layout import laid_out
from assistant.testing.lint import lint
from assistant.testing.runner import Played, find, play_all, play_in_processes
from assistant.testing.schema import schema
from assistant.testing.script import script_files
from assistant.testing.server import Server
from assistant.testing.venue import Elsewhere, Here, OnServer, Venue

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
    rasa: str | None
    rasa_key: str | None
    jobs: int
    update: bool
    counted: bool
    floors: Mapping[str, float]
    coverage_file: Path | None
    folder: Path | None
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
@click.option("--rasa", help="Play them with another bot, over the Rasa REST channel at this address.")
@click.option("--rasa-key", envvar="ASSISTANT_RASA_KEY", help="What that bot wants to see as a bearer token.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes that play at once.")
@click.option("--update", is_flag=True, help="Approve the conversations of scripts with a snapshot as they are now.")
@click.option("--coverage", "counted", is_flag=True, help="Show what was reached.")
@click.option(
    "--at-least",
    "floors",
    multiple=True,
    callback=_read_floors,
    help="Fail unless this much is reached, in percent: 90, or only of some rows: states=100.",
)
@click.option("--coverage-json", "coverage_file", type=TO_FILE, help="Write all that was and was not reached there.")
@click.option(
    "--html",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write a gallery there: every conversation, what was reached, the flows coloured by it.",
)
@click.option("--junit", "junit_file", type=TO_FILE, help="Write JUnit XML there.")
@click.option("--json", "json_file", type=TO_FILE, help="Write JSON there.")
@click.option("--schema", "only_schema", is_flag=True, help="Print the JSON Schema of a script, for editors.")
def play_command(paths: tuple[str, ...], only_schema: bool, **options: Any) -> None:
    """Play YAML dialogues: files, folders, PATH::NAME for one row or branch (default ./dialogues)."""
    if only_schema:
        click.echo(json.dumps(schema(load_content()), indent=1))
        return
    wanted = Wanted(paths or ("dialogues",), **options)
    if wanted.jobs > 1 and (wanted.url or wanted.serve or wanted.rasa or wanted.update):
        raise click.UsageError("--jobs plays in process: without --url, --serve, --rasa and --update")
    server = Server(wanted.url) if wanted.url or wanted.serve else None
    try:
        venue = (
            Elsewhere(wanted.rasa, wanted.rasa_key)
            if wanted.rasa
            else OnServer(server)
            if server
            else Here(load_content())
        )
        played, coverage = _play(wanted, venue)
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from None
    except AssistantError as error:
        raise click.ClickException(str(error)) from None
    finally:
        if server:
            server.stop()
    if not played:
        raise click.ClickException(f"there is no script in {', '.join(wanted.paths)}")
    rows = coverage.rows(load_content()) if isinstance(venue, Here) else []
    _write(wanted, played, rows)
    if wanted.folder:
        gallery.write(wanted.folder, played, rows, coverage)
    low = too_low(rows, wanted.floors)
    results_of = Counter(one.result for one in played)
    counted = ", ".join(f"{count} {result}" for result, count in results_of.items())
    click.echo("\n".join([*([table(rows)] if wanted.counted else []), *low, counted]))
    raise click.exceptions.Exit(bool(low) or "failed" in results_of)


def _play(wanted: Wanted, venue: Venue) -> tuple[list[Played], Coverage]:
    """What was played, and what it reached."""
    cases, coverage, played = list(find(wanted.paths, load_content())), Coverage(), list[Played]()

    async def play_in_turn(tell: Callable[[Played], None]) -> None:
        async for one in play_all(cases, venue, coverage, wanted.update):
            played.append(one)
            tell(one)

    with _telling(len(cases)) as tell:
        if wanted.jobs == 1:
            asyncio.run(play_in_turn(tell))
        else:
            for one in play_in_processes(cases, wanted.jobs, coverage):
                played.append(one)
                tell(one)
    return played, coverage


@contextmanager
def _telling(total: int) -> Iterator[Callable[[Played], None]]:
    """Tells how each went; on a terminal a bar counts them, and only what did not pass is told."""
    if not sys.stdout.isatty():
        yield _tell
        return
    with click.progressbar(length=total, show_pos=True, item_show_func=lambda name: name) as bar:

        def count(one: Played) -> None:
            if one.result != "passed":
                click.echo("\r\033[K", nl=False)
                _tell(one)
            bar.update(1, one.case.id)

        yield count


def _tell(one: Played) -> None:
    click.echo(f"{one.result:<8} {one.case.id}: {one.case.script.title}")
    if one.told:
        click.echo(one.told)


def _write(wanted: Wanted, played: list[Played], rows: list[Row]) -> None:
    """Every file that was asked for."""
    written = {
        wanted.junit_file: results.junit(played),
        wanted.json_file: results.as_json(played),
        wanted.coverage_file: results.reached(rows),
    }
    for file, text in written.items():
        if file:
            file.write_text(text, encoding="utf-8")


@dialogues.command("lint")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
def lint_command(paths: tuple[Path, ...]) -> None:
    """Name what is written and never matters: captures, fragments, actors nobody uses, scripts told twice."""
    try:
        found = sorted(set(lint(paths or (Path("dialogues"),), load_content())))
    except AssistantError as error:
        raise click.ClickException(str(error)) from None
    for problem in found:
        click.echo(problem)
    raise click.exceptions.Exit(bool(found))


@dialogues.command("format")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--check", is_flag=True, help="Only name the files that would change; fail if there are any.")
def format_command(paths: tuple[Path, ...], check: bool) -> None:
    """Lay scripts out canonically; comments stay with what they stand at."""
    changed = False
    for file in script_files(paths or (Path("dialogues"),)):
        text = file.read_text(encoding="utf-8")
        try:
            laid = laid_out(text, str(file))
        except AssistantError as error:
            raise click.ClickException(str(error)) from None
        if laid != text:
            changed = True
            click.echo(file)
            if not check:
                file.write_text(laid, encoding="utf-8")
    raise click.exceptions.Exit(check and changed)
