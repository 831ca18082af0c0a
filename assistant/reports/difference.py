"""What would be different: two sheets of one person, before and after an answer is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from assistant.conversations import Frozen
from assistant.reports.shapes import OptionLine, Report

Line = TypeVar("Line", bound=Frozen)


def difference(before: Report, after: Report) -> dict[str, Any]:
    """What changed, as JSON; whatever stayed the same is left out or empty.

    ``failure``, ``branch``: ``{before, after}``, or None. ``options``: those that changed, in their fixed order, each
    with the points ``added`` and ``removed`` and its ``route_fit``. ``questions``, ``missing``: ``{added, removed}``.
    """
    return {
        "failure": _moved(before.failure.type, after.failure.type),
        "branch": _moved(before.drug_level.branch, after.drug_level.branch),
        "options": _options(before.options, after.options),
        "questions": _changed(before.questions, after.questions, lambda line: line.id),
        "missing": _changed(before.missing, after.missing, lambda line: line.slot),
        "complete": _moved(before.complete, after.complete),
    }


def _moved(before: object, after: object) -> dict[str, object] | None:
    return None if before == after else {"before": before, "after": after}


def _changed(before: Iterable[Line], after: Iterable[Line], key: Callable[[Line], str]) -> dict[str, list[Any]]:
    old, new = {key(line): line for line in before}, {key(line): line for line in after}
    return {
        "added": [line.model_dump(mode="json") for name, line in new.items() if name not in old],
        "removed": [line.model_dump(mode="json") for name, line in old.items() if name not in new],
    }


def _options(before: Sequence[OptionLine], after: Sequence[OptionLine]) -> list[dict[str, Any]]:
    old, new = {option.id: option for option in before}, {option.id: option for option in after}
    order = list(new) if len(new) >= len(old) else list(old)
    found = (_option(old.get(name), new.get(name)) for name in order)
    return [option for option in found if option]


def _option(old: OptionLine | None, new: OptionLine | None) -> dict[str, Any] | None:
    """What changed about one option; all of its points when it came or went."""
    option = new or old
    assert option is not None
    points = _changed(old.points if old else (), new.points if new else (), lambda point: point.id)
    fit = _moved(old.route_fit if old else None, new.route_fit if new else None)
    if not points["added"] and not points["removed"] and not fit:
        return None
    return {"id": option.id, "label": option.label, "route_fit": fit, **points}
