"""Strict YAML: what a careful author would expect, and a line number for everything else.

Differs from ``yaml.safe_load``: ``yes``, ``no``, ``on``, ``12:30`` and ``2026-11-21`` stay text, a key given twice is
an error, aliases and tags are refused, nesting is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

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


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag == "tag:yaml.org,2002:null"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("float", r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", "-0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


class Document(NamedTuple):
    """A file's data and the line of each of its values."""

    file: str
    data: Any
    lines: dict[Place, int]

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
    builder = _Builder(loader, file)
    try:
        node = loader.get_single_node()
        data = None if node is None else builder.build(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = f"not YAML: {error.problem}{HINTS.get(str(error.problem), '')}"
        raise Problems([Problem(file, mark.line + 1 if mark else 1, said)]) from None
    except yaml.YAMLError as error:
        raise Problems([Problem(file, 1, f"not YAML: {error}")]) from None
    finally:
        loader.dispose()
    return Document(file, data, builder.lines)


class _Builder:
    """Plain data from YAML nodes, remembering the line of each value."""

    def __init__(self, loader: _Loader, file: str) -> None:
        self._loader = loader
        self._file = file
        self._met: set[int] = set()
        self.lines: dict[Place, int] = {}

    def build(self, node: yaml.Node, place: Place = ()) -> Any:
        """The value of ``node``. Raises ``Problems`` for aliases, tags, other keys than text and deep nesting."""
        line = node.start_mark.line + 1
        self.lines.setdefault(place, line)
        if len(place) > DEEPEST:
            raise self._problem(line, f"nested deeper than {DEEPEST} levels")
        if id(node) in self._met:
            raise self._problem(line, "aliases (&name, *name) are not used here: write it out")
        self._met.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*place, number)) for number, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs(node, place))
        if node.tag == TEXT:
            return node.value
        return self._loader.construct_object(node)

    def _pairs(self, node: yaml.MappingNode, place: Place) -> Iterator[tuple[str, Any]]:
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = key_node.value if key_node.tag == TEXT else self._loader.construct_object(key_node)
            if not isinstance(key, str):
                raise self._problem(line, f'key {key!r} is not text: write it in quotes, "{key}"')
            if key in first:
                raise self._problem(line, f'"{key}" is given twice, first on line {first[key]}')
            first[key] = self.lines[(*place, key)] = line
            yield key, self.build(value_node, (*place, key))

    def _problem(self, line: int, text: str) -> Problems:
        return Problems([Problem(self._file, line, text)])


def check_into(model: type[Model], document: Document) -> Model:
    """The document as a ``model``; raises ``Problems`` with file and line of each field that does not fit."""
    adapter = TypeAdapter(model)
    try:
        return adapter.validate_python(document.data)
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
