"""``assistant walk``: random conversations in which people also say what the corpus knows the meaning of."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import Any

import click

from assistant.benchmarks.corpus import FOLDER, read_corpus
from assistant.benchmarks.judging import TODAY, Judged, judge
from assistant.content.loader import Content, load_content
from assistant.conversations import Quantity, Value
from assistant.errors import AssistantError
from assistant.testing.heard import Spoken, Values
from assistant.testing.persona import Impersonator, read_persona
from assistant.testing.walk import Ground, walk_all
from assistant.understanding import build_lexicon


@click.command("walk")
@click.option("--walks", type=click.IntRange(1), default=200, show_default=True, help="How many.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed walks the same way.")
@click.option(
    "--corpus", type=click.Path(file_okay=False, path_type=Path), default=FOLDER, help="Where sentences are taken from."
)
@click.option(
    "--persona",
    "personas",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Walk as this persona (a YAML file), not as anybody; may be given several times.",
)
def walk(walks: int, seed: int, corpus: Path, personas: tuple[Path, ...]) -> None:
    """Hold random conversations against what must always be true; print a script for each that fails."""
    content = load_content()
    try:
        grounds = [Ground(content, walker=partial(Impersonator, read_persona(file, content))) for file in personas]
        grounds = grounds or [Ground(content, spoken(corpus, content))]
    except AssistantError as error:
        raise click.ClickException(str(error)) from None
    failed = sum(asyncio.run(_walk(walks, seed, ground)) for ground in grounds)
    click.echo(f"{walks * len(grounds) - failed} passed, {failed} failed")
    raise click.exceptions.Exit(bool(failed))


async def _walk(walks: int, seed: int, ground: Ground) -> int:
    failed = 0
    async for walked in walk_all(walks, seed, ground):
        if walked.what:
            failed += 1
            click.echo(f"{walked.told}\n\n{walked.script()}")
    return failed


def spoken(folder: Path, content: Content) -> Spoken:
    """What a patient says, of the development part, where it is read rightly alone; nothing without a corpus."""
    if not folder.is_dir():
        return Spoken()
    told: dict[str, dict[str, Values]] = defaultdict(dict)
    for one in judge(read_corpus(folder, "development", content), build_lexicon(content, "en"), content):
        if one.sentence.asked and one.right and one.sentence.label.by == "patient":
            told[one.sentence.asked][one.sentence.says] = _told(one)
    return Spoken(told, TODAY)


def _told(one: Judged) -> Values:
    return {slot: _as_json(value) for slot, (value, _) in one.filled.items()}


def _as_json(value: Value | None) -> Any:
    if isinstance(value, Quantity):
        return value.model_dump(mode="json")
    return list(value) if isinstance(value, tuple) else value
