"""Whether a fistula that is told of is open or was mended: "one to the bladder, they fixed it in 2020"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.understanding.asked import Asked
from assistant.understanding.choices import Pick

FISTULA, PAST = "disease.fistula", "past"
PLACES = ("perianal", "other")


def healed_or_open(asked: Asked, meant: Sequence[tuple[str, Pick]]) -> list[tuple[str, Pick]]:
    """What is meant of a fistula: "two healed, one | still leaking by my scar" is one that is open.

    Where it is open but nobody says where, nothing is told.
    """
    if asked.about != FISTULA or not meant:
        return list(meant)
    if next(_told(asked, "open"), None) is not None:
        return [(pick.value, pick) for _, pick in meant if pick.value in PLACES]
    mended = max(_told(asked, "mended"), default=-1)
    return [(PAST if value in PLACES and pick.end <= mended else value, pick) for value, pick in meant]


def _told(asked: Asked, which: str) -> Iterator[int]:
    """Where it is said that it is open, or was mended, and not only meant to be."""
    marks = tuple(asked.lexicon.replies["healing"].anywhere(asked.text))
    not_yet = [range(mark.first, mark.end) for mark in marks if mark.key == "not_yet"]
    for mark in (mark for mark in marks if mark.key == which):
        said = asked.assertions.of(mark.first, mark.end)
        meant_only = which == "mended" and any(mark.first in places for places in not_yet)
        if said.holds and not (said.negated or said.planned or meant_only):
            yield mark.first
