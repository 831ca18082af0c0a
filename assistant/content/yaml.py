"""Strict YAML: what a careful author would expect, and a line number for everything else.

Differs from ``yaml.safe_load``: ``yes``, ``no``, ``on``, ``12:30`` and ``2026-11-21`` stay text, a key given twice is
an error, aliases and tags are refused, nesting is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from assistant.errors import ContentError

DEEPEST = 40
HINTS = {
    "mapping values are not allowed in this context": ': a text with ": " in it is written in quotes, or indent alike',
    "found character that cannot start any token": ": indent with spaces, and quote a text that begins with a sign",
}
"""What mostly lies behind a message of the YAML library."""

TEXT = "tag:yaml.org,2002:str"

Model = TypeVar("Model")

Place = tuple[str | int, ...]
"""Where a value stands in a document: keys and list positions from the top."""


class Problem(NamedTuple):
    """One thing wrong with a file an author wrote."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class Problems(ContentError):
    """The content has problems."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # LibYAML's where it is built in
    """SafeLoader with YAML 1.2 scalars: only true/false, whole numbers, decimals and null are not text."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> Any:
        """Nearly all is text by its first letter: asked for every value of the content."""
        if kind is yaml.ScalarNode and (not implicit[0] or value[:1] not in self.yaml_implicit_resolvers):
            return TEXT
        return super().resolve(kind, value, implicit)


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|false)$", [*"tf"]),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", [*"-0123456789"]),
    ("float", r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", [*"-0123456789"]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)


@dataclass(frozen=True)
class Document:
    """A file's data; the line of each of its values is found when something is wrong there."""

    file: str
    data: Any
    find_lines: Callable[[], dict[Place, int]]

    @cached_property
    def lines(self) -> dict[Place, int]:
        return self.find_lines()

    def line(self, place: Place) -> int:
        """The line of ``place``, or of the nearest thing around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def problem(self, place: Place, text: str) -> Problem:
        return Problem(self.file, self.line(place), text)


def read(path: Path, name: str | None = None) -> Document:
    """The YAML document at ``path``; raises ``Problems`` with file and line."""
    return parse(path.read_text(encoding="utf-8"), name or str(path))


def parse(text: str, file: str) -> Document:
    """The one YAML document in ``text``; raises ``Problems`` naming ``file`` and the line."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        data = None if node is None else _Builder(loader, file).build(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = f"not YAML: {error.problem}{HINTS.get(str(error.problem), '')}"
        raise Problems([Problem(file, mark.line + 1 if mark else 1, said)]) from None
    except yaml.YAMLError as error:
        raise Problems([Problem(file, 1, f"not YAML: {error}")]) from None
    finally:
        loader.dispose()
    return Document(file, data, lambda: dict(_lines(node)) if node else {})


def _lines(node: yaml.Node, place: Place = (), key: yaml.Node | None = None) -> Iterator[tuple[Place, int]]:
    """The line of each value, or of the key it stands under."""
    yield place, (key or node).start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _lines(item, (*place, number))
    elif isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield from _lines(value, (*place, name.value), name)


class _Builder:
    """Plain data from YAML nodes."""

    def __init__(self, loader: _Loader, file: str) -> None:
        self._loader = loader
        self._file = file
        self._met: set[int] = set()

    def build(self, node: yaml.Node, deep: int = 0) -> Any:
        """The value of ``node``. Raises ``Problems`` for aliases, tags, other keys than text and deep nesting."""
        if deep > DEEPEST:
            raise self._problem(node, f"nested deeper than {DEEPEST} levels")
        if id(node) in self._met:
            raise self._problem(node, "aliases (&name, *name) are not used here: write it out")
        self._met.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, deep + 1) for item in node.value]
        if isinstance(node, yaml.MappingNode):
            return self._pairs(node.value, deep + 1)
        return node.value if node.tag == TEXT else self._loader.construct_object(node)

    def _pairs(self, pairs: list[tuple[yaml.Node, yaml.Node]], deep: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in pairs:
            key = name.value if name.tag == TEXT else self._loader.construct_object(name)
            if not isinstance(key, str):
                raise self._problem(name, f'key {key!r} is not text: write it in quotes, "{key}"')
            if key in found:
                first = next(other for other, _ in pairs if other.value == key)
                raise self._problem(name, f'"{key}" is given twice, first on line {first.start_mark.line + 1}')
            found[key] = self.build(value, deep)
        return found

    def _problem(self, node: yaml.Node, text: str) -> Problems:
        return Problems([Problem(self._file, node.start_mark.line + 1, text)])


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:
    """Many files have one shape."""
    return TypeAdapter(model)


def check_into(model: type[Model], document: Document) -> Model:
    """The document as a ``model``; raises ``Problems`` with file and line of each field that does not fit."""
    try:
        return cast("Model", _adapter(cast("Any", model)).validate_python(document.data))
    except ValidationError as error:
        raise Problems(list(_field_problems(document, error))) from None


def _field_problems(document: Document, error: ValidationError) -> Iterator[Problem]:
    """Each field that does not fit; a list is not called too short for the items in it that are wrong themselves."""
    items = error.errors()
    places: list[Place] = [tuple(item["loc"]) for item in items]
    for item, place in zip(items, places, strict=True):
        below = any(other[: len(place)] == place for other in places if len(other) > len(place))
        if item["type"] != "too_short" or not below:
            yield document.problem(place, _said(item, ".".join(str(part) for part in place) or "the file"))


def _said(item: ErrorDetails, field: str) -> str:
    match item["type"]:
        case "extra_forbidden":
            return f'"{field}" is not a known key'
        case "missing":
            return f'"{field}" is missing'
        case "string_type" if isinstance(item["input"], int | float):
            return f'"{field}": text is needed: write it in quotes, "{item["input"]}"'
    return f'"{field}": {item["msg"]}'
