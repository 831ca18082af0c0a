"""``assistant bench``: what is measured, from the command line."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from time import perf_counter

import click

from assistant.benchmarks import corpus, growth, judging, knowledge, reports, slips, soak, turns, understanding
from assistant.content.loader import load_content
from assistant.engine.guide import build_search
from assistant.errors import AssistantError
from assistant.settings import SearchKind
from assistant.understanding import build_lexicon

if sys.platform != "win32":
    import resource


@click.group("bench")
def bench() -> None:
    """Measure: speed beside a floor of the same run, understanding on sentences nobody tuned for."""


@bench.command("turns")
@click.option("--seconds", type=click.FloatRange(0.1), default=3.0, show_default=True, help="For each row.")
@click.option("--at-once", type=click.IntRange(1), multiple=True, default=(1, 32, 256), show_default=True)
@click.option(
    "--rate", "rates", type=click.FloatRange(1), multiple=True, help="Over HTTP also with so many due a second."
)
@click.option("--database", help="Also on this PostgreSQL (postgresql://…), which is filled: take an empty one.")
@click.option("--sync-ms", type=click.FloatRange(0), default=0.0, help="Also on a disk that syncs so much slower.")
def bench_turns(
    seconds: float, at_once: tuple[int, ...], rates: tuple[float, ...], database: str | None, sync_ms: float
) -> None:
    """Turns a second: alone, stored, and over HTTP, so many conversations at once (give it again for more)."""
    _told(turns.measure(seconds, at_once, rates, database, sync_ms))


@bench.command("growth")
@click.option("--conversations", type=click.IntRange(1), default=10_000, show_default=True, help="To be stored.")
@click.option("--long", type=click.IntRange(20), default=500, show_default=True, help="Turns of one conversation.")
@click.option("--seconds", type=click.FloatRange(0.1), default=5.0, show_default=True, help="For one caller.")
def bench_growth(conversations: int, long: int, seconds: float) -> None:
    """Whether turns slow down, or memory fills, in a long conversation and after many."""
    _told(growth.measure(conversations, long, seconds))


@bench.command("soak")
@click.option("--minutes", type=click.FloatRange(0.1), default=10.0, show_default=True)
@click.option("--rate", type=click.FloatRange(1.0), default=50.0, show_default=True, help="Messages a second.")
def bench_soak(minutes: float, rate: float) -> None:
    """Whether memory or open files grow while a server works steadily."""
    _told(soak.measure(minutes, rate))


def _told(rows: AsyncIterator[object]) -> None:
    """Each row as soon as it is measured."""

    async def tell() -> None:
        async for row in rows:
            click.echo(row)

    try:
        asyncio.run(tell())
    except (AssistantError, ValueError) as error:
        raise click.ClickException(str(error)) from None


@bench.command("report")
@click.option("--seconds", type=click.FloatRange(0.1), default=2.0, show_default=True, help="For each format.")
def bench_report(seconds: float) -> None:
    """How long the fullest sheet takes in every format: the first time, and warm."""
    try:
        for row in reports.measure(load_content(), seconds):
            click.echo(row)
    except AssistantError as error:
        raise click.ClickException(str(error)) from None


@bench.command("knowledge")
@click.argument(
    "questions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=Path("tests/knowledge/search.yaml"),
)
@click.option("--misses", is_flag=True, help="Also list what was not answered as wanted.")
@click.option("--semantic", is_flag=True, help="Also by meaning (extra semantic), beside the search by words.")
def bench_knowledge(questions: Path, misses: bool, semantic: bool) -> None:
    """How well questions find their answers (default: the held-out set of the repository)."""
    content = load_content()
    kinds: tuple[SearchKind, ...] = ("lexical", "semantic") if semantic else ("lexical",)
    try:
        asked = knowledge.read_questions(questions, content)
        for kind in kinds:
            measured = knowledge.measure(build_search(content, content.words("en"), kind), asked)
            click.echo(f"{kind}: {measured}")
            for miss in measured.misses if misses else ():
                click.echo(miss)
    except AssistantError as error:
        raise click.ClickException(str(error)) from None


@bench.command("understanding")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=corpus.FOLDER)
@click.option("--development", "part", flag_value="development", help="Only the part that rules are made with.")
@click.option("--held-out", "part", flag_value="held_out", help="Only the part that nobody makes rules with.")
@click.option("--danger", "part", flag_value="danger", help="Only what is labelled for red flags alone.")
@click.option("--danger-held-out", "part", flag_value="danger_held_out", help="The same, of which nobody learns.")
@click.option("--tag", "tags", multiple=True, help="Only sentences with this tag (again: and this one).")
@click.option("--misses", is_flag=True, help="Also list what was not understood, but for what is held out.")
@click.option("--show-held-out", is_flag=True, help="List misses of what is held out too: then it is so no more.")
@click.option("--json", "as_json", is_flag=True, help="Figures as JSON: part, tag, figure, [right, of].")
def bench_understanding(
    folder: Path, part: corpus.Part | None, tags: tuple[str, ...], misses: bool, show_held_out: bool, as_json: bool
) -> None:
    """How well sentences are understood, by tag (default: the corpus of the repository, all parts)."""
    if misses and part in corpus.HELD_OUT and not show_held_out:
        raise click.UsageError("held-out sentences are not shown without --show-held-out: rules must not see them")
    content = load_content()
    began = perf_counter()
    lexicon = build_lexicon(content, "en")
    ready = f"words ready in {perf_counter() - began:.2f} s{_memory('then')}"
    sentences = {name: _sentences(folder, name, tags) for name in corpus.PARTS if part in (None, name)}
    gc.freeze()  # as the server does once it has started
    judged = {name: judging.judge(every, lexicon, content) for name, every in sentences.items() if every}
    if as_json:
        click.echo(json.dumps({name: understanding.by_tag(every) for name, every in judged.items()}, indent=1))
        return
    for name, every in judged.items():
        click.echo(f"{name.replace('_', ' ')}\n{understanding.table(understanding.by_tag(every))}\n")
    for name, every in judged.items() if misses else ():
        if name not in corpus.HELD_OUT or show_held_out:
            click.echo("\n".join(understanding.told(one) for one in every if not one.right))
    click.echo(_pace([one for every in judged.values() for one in every], ready))


@bench.command("slips")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=corpus.FOLDER)
@click.option("--tag", "tags", multiple=True, help="Only sentences with this tag (again: and this one).")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed slips the same way.")
@click.option("--misses", is_flag=True, help="Also list the sentences that a slip made worse than missed.")
def bench_slips(folder: Path, tags: tuple[str, ...], seed: int, misses: bool) -> None:
    """What one typing slip does to each sentence of the development part, by kind of slip."""
    content = load_content()
    sentences = _sentences(folder, "development", tags)
    for slip, withstood in slips.withstand(sentences, build_lexicon(content, "en"), content, seed).items():
        click.echo(f"{slip:<10} {withstood}")
        for one in withstood.harmed if misses else ():
            click.echo(understanding.told(one))


def _sentences(folder: Path, part: corpus.Part, tags: tuple[str, ...]) -> list[corpus.Sentence]:
    try:
        return [one for one in corpus.read_corpus(folder, part, load_content()) if one.tags.issuperset(tags)]
    except AssistantError as error:
        raise click.ClickException(str(error)) from None


def _pace(judged: list[judging.Judged], ready: str) -> str:
    median, worst = understanding.milliseconds(judged)
    return f"a message: median {median:.2f} ms, p99 {worst:.2f} ms; {ready}{_memory('with the corpus')}"


def _memory(when: str) -> str:
    """The most memory that was used by then; Windows does not say."""
    if sys.platform == "win32":
        return ""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    return f", {used:.0f} MB {when}"
