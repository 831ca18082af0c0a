"""Whether one JSON value holds another, and what stands at a path of it."""

from __future__ import annotations

from typing import Any

from assistant.clients import Json
from assistant.content.loader import Content
from assistant.testing.words import listed


def points(content: Content) -> set[str]:
    """The ids of every point that a sheet can have."""
    return {f"{name}.{point}" for name, option in content.options.items() for point in option.points}


def sheet_names(content: Content) -> set[str]:
    """Whatever a script may look for on a sheet: points, questions and authored sentences."""
    words = content.words("en")
    return points(content).union(content.questions, words.phrases, words.claims)


def has(report: Json, name: str, raw: Any) -> bool:
    items = raw if isinstance(raw, list) else [raw]
    return any(not missing(report, {name: [item] if isinstance(raw, list) else item}) for item in items)


def contains(actual: Any, expected: Any) -> bool:
    """Whether ``actual`` holds what is expected: objects as subsets, lists in any order by ``id`` or value."""
    return not missing(actual, expected)


def missing(actual: Any, expected: Any, place: str = "") -> list[tuple[str, str]]:
    """What of ``expected`` is not in ``actual``, each with its place, and what is there instead.

    A dict against a list of objects looks its keys up as ``id``, ``slot`` or place (from 0); a list names items that
    must be there, and an empty one says that nothing is.
    """
    if isinstance(expected, dict):
        held = _named(actual) if isinstance(actual, list) else actual
        if not isinstance(held, dict):
            return [(f"{place}{expected}", str(actual))]
        return [found for key, part in expected.items() for found in missing(_dig(held, key), part, f"{place}{key} ")]
    if expected == []:
        return [(f"{place}nothing", _names_of(actual))] if actual else []
    if isinstance(expected, list):
        held = [*_by_id(actual), *actual] if isinstance(actual, list) else []
        return [(f"{place}{item}", _names_of(actual)) for item in expected if item not in held]
    wanted = (
        {"true": True, "false": False, "none": None}.get(expected, expected) if isinstance(expected, str) else expected
    )
    same = list(actual) == list(wanted) if isinstance(wanted, tuple) and actual else actual in (wanted, expected)
    return [] if same else [(f"{place}{expected}", str(actual))]


def _dig(held: Any, path: str) -> Any:
    """``held["a"]["b"]`` for "a.b"; the whole path as one key first, as slots are written with a dot."""
    if path in held:
        return held[path]
    for part in path.split("."):
        held = (_named(held) if isinstance(held, list) else held or {}).get(part)
    return held


def _by_id(items: list[Any]) -> dict[str, Any]:
    return {str(item.get("id", item.get("slot"))): item for item in items if isinstance(item, dict)}


def _named(items: list[Any]) -> dict[str, Any]:
    return {**{str(place): item for place, item in enumerate(items)}, **_by_id(items)}


def _names_of(items: Any) -> str:
    return listed([*_by_id(items)]) if isinstance(items, list) else str(items)


def dig(held: Any, path: str) -> Any:
    """What stands at a dotted path of a turn; list items by place, id or slot. Raises ``KeyError`` with the path."""
    items = _named(held) if isinstance(held, list) else held
    parts = path.split(".")
    for size in range(1, len(parts) + 1) if isinstance(items, dict) else ():
        name, rest = ".".join(parts[:size]), ".".join(parts[size:])
        if name in items:
            return dig(items[name], rest) if rest else items[name]
    raise KeyError(path)
