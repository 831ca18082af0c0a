"""What a script expects of a document of known shape, held against that shape before anything is played."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from assistant.content.yaml import Place
from assistant.testing.expansion import names


def misfits(shape: Any, expected: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Where ``expected`` (dotted paths, objects, lists by id) names a field or a word that ``shape`` cannot have."""
    origin, inner = get_origin(shape), get_args(shape)
    if origin in (Union, UnionType):
        tried = [list(misfits(one, expected, place)) for one in inner if one is not type(None)]
        yield from () if [] in tried else tried[0]
    elif origin is Literal:
        if isinstance(expected, str) and not names(expected) and expected not in inner:
            yield place, f"{expected} is none of {', '.join(map(str, inner))}"
    elif origin in (tuple, list) and isinstance(expected, dict | list):
        by_slot = "slot" in getattr(inner[0], "model_fields", ())
        items = expected.items() if isinstance(expected, dict) else enumerate(expected)
        for key, item in items:
            yield from _below("" if by_slot else str(key), inner[0], item, (*place, key))
    elif isinstance(shape, type) and issubclass(shape, BaseModel) and isinstance(expected, dict):
        for path, value in expected.items():
            yield from _field(shape, path, value, (*place, path))


def _field(shape: type[BaseModel], path: str, value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    name = path.partition(".")[0]
    if name not in shape.model_fields:
        yield place, f"there is no {name}; there are {', '.join(shape.model_fields)}"
        return
    yield from _below(path, shape.model_fields[name].annotation, value, place)


def _below(path: str, shape: Any, value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """What a dotted path goes on to after its first part."""
    rest = path.partition(".")[2]
    yield from misfits(shape, {rest: value} if rest else value, place)
