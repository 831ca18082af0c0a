"""Writes out what a script file abbreviates: rows of a table, branches, included fragments, ``<name>`` for a value.

Works on plain data and carries line numbers along, so that a mistake is named where it was written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import Field

from assistant.content import yaml
from assistant.content.models import Id, Text
from assistant.conversations import Frozen

NAME = re.compile(r"(<?)<([a-z][a-z0-9_]*)>")
SHARED = "fragments.yaml"
"""Fragments for every script in its folder and below."""
OWN = ("table", "branches", "fragments", "vignettes")
Steps = list[dict[str, Any]]
Shape = TypeVar("Shape")


class Include(Frozen):
    """Puts the steps of a fragment here, with the values of its ``<name>`` filled in."""

    include: Id
    with_: dict[Id, Any] = Field(default={}, alias="with")


class Each(Frozen):
    """Puts ``steps`` here once for each row, with the row's values for its ``<name>``."""

    each: list[dict[Id, Any]]
    steps: Steps


class Vignette(Frozen):
    """One person: what they answered beside what the file gives, and what must follow."""

    title: Text | None = None
    given: dict[str, Any] = {}
    expect: dict[str, Any]


class Plan(Frozen):
    """What of a file is about other scripts than the one it spells out."""

    table: dict[Id, dict[Id, Any]] = {}
    vignettes: dict[Id, Vignette] = {}
    branches: dict[Id, Steps] = {}
    fragments: dict[Id, Steps] = {}


class Expanded(NamedTuple):
    """One script of a file, written out; ``name`` is empty where the file holds only one."""

    name: str
    document: yaml.Document


def expand(document: yaml.Document, shared: Mapping[str, Steps]) -> list[Expanded]:
    """Every script in ``document``; a file's own fragments go before the ``shared`` ones. Raises ``Problems``."""
    if not isinstance(document.data, dict):
        raise yaml.Problems([document.problem((), "a script needs at least a title and steps")])
    plan = yaml.check_into(
        Plan, replace(document, data={key: document.data[key] for key in OWN & document.data.keys()})
    )
    if plan.vignettes and (plan.branches or plan.table):
        raise yaml.Problems([document.problem(("vignettes",), "vignettes stand alone: no table, no branches")])
    fragments = {**shared, **plan.fragments}
    return [
        Expanded("-".join(part for part in names if part), _Writer(document, fragments).write(*names))
        for names in product(plan.table or ("",), plan.branches or ("",), plan.vignettes or ("",))
    ]


def shared_fragments(path: Path) -> dict[str, Steps]:
    """The fragments in ``fragments.yaml`` of the script's folder and of those above it up to ``dialogues``."""
    found: dict[str, Steps] = {}
    for folder in path.resolve().parents:
        if (folder / SHARED).exists():
            found = {**yaml.check_into(dict[Id, Steps], yaml.read(folder / SHARED)), **found}
        if folder.name == "dialogues":
            break
    return found


class _Writer:
    """Writes one script of a file out, with the line of everything in it."""

    def __init__(self, document: yaml.Document, fragments: Mapping[str, Steps]) -> None:
        self._document = document
        self._fragments = fragments
        self._lines: dict[yaml.Place, int] = {}
        self._captured: set[str] = set()

    def write(self, row: str, branch: str, vignette: str) -> yaml.Document:
        data = self._document.data
        values = data.get("table", {}).get(row, {})
        written: dict[str, Any] = {}
        for key in data.keys() - {*OWN, "steps"}:
            self._keep((key,), self._document.line((key,)))
            written[key] = self._filled(data[key], values, (key,), (key,))
        steps: list[Any] = []
        self._add(steps, data.get("steps", []), values, ("steps",))
        if branch:
            self._add(steps, data["branches"][branch], values, ("branches", branch))
        if "steps" in data or branch:
            self._keep(("steps",), self._document.line(("steps",)))
            written["steps"] = steps
        if vignette:
            self._overlay(written, vignette)
        return yaml.Document(self._document.file, written, lambda: self._lines)

    def _overlay(self, written: dict[str, Any], vignette: str) -> None:
        """What the vignette says, over what the file says of all; an empty value takes that away."""
        said = self._document.data["vignettes"][vignette]
        written["title"] = said.get("title", written.get("title"))
        self._lines[("opening",)] = self._document.line(("vignettes", vignette, "expect"))
        for part, to in (("given", "given"), ("expect", "opening")):
            for key, value in said.get(part, {}).items():
                at = ("vignettes", vignette, part, key)
                self._lines.pop((to, key), None)
                self._keep((to, key), self._document.line(at))
                written[to] = {**written.get(to, {}), key: value}
                if value is None:
                    del written[to][key]

    def _add(self, steps: list[Any], more: Any, values: Mapping[str, Any], place: yaml.Place, deep: int = 0) -> None:
        """Add the steps at ``place``; a fragment's steps have the line of the step that includes them."""
        if not isinstance(more, list):
            raise self._problem(place, "steps are a list")
        for number, step in enumerate(more):
            at = place if deep else (*place, number)
            if isinstance(step, dict) and "include" in step:
                self._include(steps, step, values, at, deep)
                continue
            if isinstance(step, dict) and "each" in step:
                self._each(steps, step, values, at, deep)
                continue
            to = ("steps", len(steps))
            self._keep(to, self._document.line(at))
            steps.append(self._filled(step, values, at, to))
            if isinstance(step, dict) and isinstance(step.get("capture"), dict):
                self._captured |= step["capture"].keys()

    def _each(self, steps: list[Any], step: Any, values: Mapping[str, Any], at: yaml.Place, deep: int) -> None:
        wanted = self._checked(Each, step, at)
        for number, row in enumerate(wanted.each):
            filled = {name: self._filled(value, values, (*at, "each", number), at) for name, value in row.items()}
            self._add(steps, wanted.steps, {**values, **filled}, (*at, "steps"), deep)

    def _checked(self, shape: type[Shape], step: Any, at: yaml.Place) -> Shape:
        lines = {place[len(at) :]: line for place, line in self._document.lines.items() if place[: len(at)] == at}
        return yaml.check_into(shape, yaml.Document(self._document.file, step, lambda: lines))

    def _include(
        self, steps: list[Any], step: dict[str, Any], values: Mapping[str, Any], at: yaml.Place, deep: int
    ) -> None:
        wanted = self._checked(Include, step, at)
        if wanted.include not in self._fragments:
            known = ", ".join(sorted(self._fragments)) or "none"
            raise self._problem(at, f"there is no fragment {wanted.include}; there are: {known}")
        if deep > yaml.DEEPEST:
            raise self._problem(at, f"fragment {wanted.include} includes itself")
        fragment = self._fragments[wanted.include]
        given = {name: self._filled(value, values, at, at) for name, value in wanted.with_.items()}
        unused = given.keys() - names(fragment)
        if unused:
            raise self._problem(at, f"fragment {wanted.include} has no <{sorted(unused)[0]}>")
        self._add(steps, fragment, given, at, deep + 1)

    def _filled(self, data: Any, values: Mapping[str, Any], at: yaml.Place, to: yaml.Place) -> Any:
        """``data`` with each ``<name>`` filled in; a text that is nothing but ``<name>`` keeps the value's kind."""
        if at in self._document.lines:
            self._keep(to, self._document.lines[at])
        if isinstance(data, dict):
            return {
                self._text(key, values, at): self._filled(value, values, (*at, key), (*to, key))
                for key, value in data.items()
            }
        if isinstance(data, list):
            return [self._filled(item, values, (*at, place), (*to, place)) for place, item in enumerate(data)]
        if isinstance(data, str):
            return self._text(data, values, at)
        return data

    def _text(self, text: str, values: Mapping[str, Any], at: yaml.Place) -> Any:
        whole = NAME.fullmatch(text)
        if whole and not whole[1] and whole[2] in values:
            return values[whole[2]]

        def fill(found: re.Match[str]) -> str:
            if found[1] or found[2] in self._captured:
                return found[0]
            if found[2] not in values:
                raise self._problem(at, f"there is no value for <{found[2]}>; write <<{found[2]}> for the plain words")
            return str(values[found[2]])

        return NAME.sub(fill, text)

    def _keep(self, to: yaml.Place, line: int) -> None:
        self._lines.setdefault(to, line)

    def _problem(self, place: yaml.Place, text: str) -> yaml.Problems:
        return yaml.Problems([self._document.problem(place, text)])


def names(data: Any) -> set[str]:
    """Every ``<name>`` in ``data``."""
    if isinstance(data, dict):
        return set().union(*(names(item) for pair in data.items() for item in pair)) if data else set()
    if isinstance(data, list):
        return set().union(*map(names, data)) if data else set()
    return {found[2] for found in NAME.finditer(data) if not found[1]} if isinstance(data, str) else set()


def recalled(data: Any, captured: Mapping[str, Any]) -> Any:
    """``data`` with what earlier turns captured filled in, and ``<<name>`` turned into plain ``<name>``."""
    if isinstance(data, dict):
        return {key: recalled(value, captured) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return type(data)(recalled(item, captured) for item in data)
    if not isinstance(data, str):
        return data
    whole = NAME.fullmatch(data)
    if whole and not whole[1] and whole[2] in captured:
        return captured[whole[2]]
    return NAME.sub(lambda found: found[0][1:] if found[1] else str(captured.get(found[2], found[0])), data)
