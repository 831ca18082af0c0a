"""The sheet as headed sections of plain lines, for renderings without tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from assistant.reports.shapes import AnswerLine, GridCell, OptionLine
from assistant.reports.words import Words


class Section(NamedTuple):
    """A heading (``level`` 1 is the sheet's own), what stands below it, and a list, numbered or not.

    ``links`` are the addresses of the items, where they have one.
    """

    level: int
    title: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    numbered: bool = False
    links: tuple[str | None, ...] = ()


def outline(words: Words) -> Iterator[Section]:
    """Everything on the sheet, in the order in which it is read."""
    report = words.report
    yield Section(1, words.say("title"), (words.subtitle, *words.intro))
    if words.flags:
        yield Section(2, words.say("red_flags"), tuple(words.flags))
    if words.matters:
        yield Section(2, words.say("matters"), items=_lines(words.matters))
    yield from _questions(words)
    yield Section(2, words.say("what_you_told_us"), items=_lines(words.answers))
    missing = tuple(words.missing)
    yield Section(2, words.say("missing"), () if missing else (words.say("nothing_missing"),), missing)
    yield Section(2, words.say("what_this_may_mean"), (*words.headline[:1], report.failure.text))
    if report.drug_level.text:
        yield Section(2, words.say("drug_level"), (*words.headline[1:], report.drug_level.text))
    yield Section(2, words.say("bring"), items=report.bring)
    if report.drug_level.reference_points:
        yield Section(2, words.say("reference_points"), items=report.drug_level.reference_points)
    yield from _grid(words)
    yield from _options(words)
    titles = tuple(f"{source.title} ({source.year})" for source in report.sources)
    yield Section(2, words.say("sources"), (), titles, True, tuple(source.url for source in report.sources))
    yield Section(2, words.say("about"), tuple(words.about))


def _lines(answers: Iterable[AnswerLine]) -> tuple[str, ...]:
    return tuple(f"{line.label}: {line.text}" for line in answers)


def _questions(words: Words) -> Iterator[Section]:
    own = tuple(question.text for question in words.own_questions)
    bank = tuple(question.text for question in words.bank_questions)
    if own:
        yield Section(2, words.say("own_questions"), items=own, numbered=True)
    yield Section(2, words.say("questions"), items=bank, numbered=True)


def _grid(words: Words) -> Iterator[Section]:
    """A section a column: there one can go down it as in a table."""
    grid = words.report.grid
    if not grid.rows:
        return
    yield Section(2, words.say("grid"), (words.say("grid_intro"),))
    for number, column in enumerate(grid.columns):
        cells = [(row.label, row.cells[number]) for row in grid.rows]
        items = tuple(_cell(label, cell, words) for label, cell in cells)
        wish = (f"{words.say('grid_wish')}: {words.wish(column)}",)
        yield Section(3, words.column(column), wish, items)


def _cell(label: str, cell: GridCell, words: Words) -> str:
    mark = words.mark(cell)
    return f"{label}: {cell.text}{f' ({mark})' if mark else ''}"


def _options(words: Words) -> Iterator[Section]:
    if not words.report.options:
        yield Section(2, words.say("options"), (words.say("no_options"),))
        return
    yield Section(2, words.say("options"), (words.say("options_order"), words.say("options_numbers"), words.legend))
    for kind, title in (("medicine", "medicines"), ("strategy", "strategies")):
        yield Section(3, words.say(title))
        yield from (_option(option, words) for option in words.options(kind))


def _option(option: OptionLine, words: Words) -> Section:
    facts = (words.routes(option), option.schedule, words.fit(option))
    items = tuple(
        f"{words.sign(point)} {point.text} ({words.say(f'proof_{point.strength}')}; "
        f"{', '.join(map(str, words.cited(point.sources)))})"
        for point in option.points
    )
    return Section(4, option.label, tuple(fact for fact in facts if fact), items)
