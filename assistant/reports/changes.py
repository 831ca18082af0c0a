"""What a changed answer does to the sheet, in words: said when a sheet that was shown is replaced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from assistant.content.loader import Content
from assistant.content.wording import Wording
from assistant.conversations import Conversation
from assistant.reports.difference import difference
from assistant.reports.model import build_report
from assistant.reports.shapes import Report


def reissue(before: Conversation, after: Conversation, content: Content, at: datetime) -> str:
    """The difference between the sheets of one person before and after a change, as a sentence or two."""
    old, new = (build_report(talk, content, at.date(), at) for talk in (before, after))
    return tell(old, new, Wording(content, after.locale, {}))


def tell(before: Report, after: Report, wording: Wording) -> str:
    """What changed: the kind of failure, the test result, the points, the questions, what is open."""
    found = list(_changes(before, after, wording))
    if not found:
        return wording.say("difference.nothing")
    return wording.say("difference.changed", changes="; ".join(found))


def _changes(before: Report, after: Report, wording: Wording) -> Iterator[str]:
    changed = difference(before, after)
    for part, labels in (("failure", "failure_label"), ("branch", "branch_label")):
        if moved := changed[part]:
            was, now = (wording.say(f"{labels}.{moved[when]}") for when in ("before", "after"))
            yield wording.say(f"difference.{part}", before=was, after=now)
    if bool(before.options) != bool(after.options):
        yield wording.say("difference.options_back" if after.options else "difference.options_gone")
    else:
        yield from _counted("point", changed["options"], wording)
    yield from _counted("question", [changed["questions"]], wording)
    yield from _counted("missing", [changed["missing"]], wording)


def _counted(what: str, changed: list[dict[str, list[object]]], wording: Wording) -> Iterator[str]:
    """How many came, how many went; a single one is said as one."""
    for way in ("added", "removed"):
        number = sum(len(each[way]) for each in changed)
        if number:
            kind = "one" if number == 1 else "many"
            yield wording.say(f"difference.{what}_{way}_{kind}", number=number)
