"""Yes, no, and everything people say instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from assistant.understanding.patterns import Match, Templates
from assistant.understanding.text import Plain


class YesNo(NamedTuple):
    """``value`` as the first ``end`` words say it; ``hedged``: "I think so"."""

    value: bool
    hedged: bool
    end: int


MEANS = {"yes": True, "echo": True, "no": False, "echo_no": False}


def read_yes_no(text: Plain, templates: Templates) -> YesNo | None:
    """The yes or no a reply begins with. Of several in a row the last counts ("no yes sorry", "yeah no").

    An echo of the question ("I am", "it did not") counts only at the end of a clause: it also begins other sentences.
    """
    value, hedged, end = None, False, 0
    run = list(_run(text, templates))
    echo = next((place for place, match in enumerate(run) if match.key.startswith("echo")), len(run))
    first = run[echo].first if echo < len(run) else len(text.words)
    doubted = any(match.key == "hedged" and match.first >= first for match in templates.anywhere(text))
    whole = bool(run) and text.clause_ends(run[-1].end) and not doubted  # "they were not sure"
    for match in run:
        if (match.key.startswith("echo") and not whole) or (value and _denies_what_follows(text, match, run)):
            break
        value = MEANS.get(match.key, value)
        hedged = hedged or match.key == "hedged"
        end = match.end
    if value is None:
        return None
    hedged = hedged or any(match.key == "hedged" for match in templates.anywhere(text.part(0, end)))
    return YesNo(value, hedged, end)


def _denies_what_follows(text: Plain, match: Match, run: list[Match]) -> bool:
    """ "Yes, | no fistula though": a "no" that begins a clause of its own, and goes on."""
    alone = match is run[-1] and match.end - match.first == 1 and match.key == "no"
    return alone and text.clause_ends(match.first) and not text.clause_ends(match.end)


def _run(text: Plain, templates: Templates) -> Iterator[Match]:
    """The yes, no, hedges and fillers a text begins with, each as long as it can be."""
    at = 0
    while at < len(text.words):
        match = templates.leading(text.part(at, len(text.words)))
        if match is None:
            return
        yield Match(match.key, at + match.first, at + match.end)
        at += match.end
