"""What is written in scripts and never matters: not wrong, but misleading."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.content import yaml
from assistant.content.loader import Content
from assistant.testing.expansion import SHARED, names
from assistant.testing.script import Case, read_cases, script_files
from assistant.testing.steps import Step
from assistant.testing.words import Words

OF_REPLY = {
    *Words.model_fields, "replies", "count", "question", "choices", "state", "status", "intent", "flags", "severity",
    "progress", "changes",
}  # fmt: skip


def lint(paths: Iterable[Path], content: Content) -> Iterator[yaml.Problem]:
    """Everything idle in the scripts at and below ``paths``. Raises ``Problems`` for what is wrong."""
    paths = list(paths)
    seen: dict[str, str] = {}
    included: set[str] = set()
    for file in script_files(paths):
        document = yaml.read(file)
        included |= _included(document.data)
        yield from _unused_in_file(document)
        cases = read_cases(file, content)
        unused = Counter(problem for case in cases for problem in {*_unused_in_script(case)})
        # What one branch has no use for another may need.
        yield from (idle for idle, times in unused.items() if times >= sum(idle.line in case.lines for case in cases))
        for case in cases:
            yield from _never_looked_at(case)
            yield from _told_before(case, seen)
    for folder in (path for path in paths if path.is_dir()):
        for file in sorted(folder.rglob(SHARED)):
            shared = yaml.read(file)
            yield from _unused_fragments(shared, (), shared.data, included | _included(shared.data))


def _unused_in_file(document: yaml.Document) -> Iterator[yaml.Problem]:
    data = document.data
    yield from _unused_fragments(document, ("fragments",), data.get("fragments", {}), _included(data))
    used = names({key: value for key, value in data.items() if key != "table"})
    for column in {column: row for row, values in data.get("table", {}).items() for column in values}.items():
        if column[0] not in used:
            yield document.problem(("table", column[1], column[0]), f"nothing says <{column[0]}>")


def _unused_fragments(
    document: yaml.Document, place: yaml.Place, fragments: Mapping[str, Any], included: set[str]
) -> Iterator[yaml.Problem]:
    for name in fragments.keys() - included:
        yield document.problem((*place, name), f"nothing includes the fragment {name}")


def _included(data: Any) -> set[str]:
    """The names of all fragments that are included anywhere in ``data``."""
    if isinstance(data, list):
        return set().union(*map(_included, data)) if data else set()
    if not isinstance(data, dict):
        return set()
    here = {data["include"]} if isinstance(data.get("include"), str) else set()
    return here.union(*map(_included, data.values()))


def _unused_in_script(case: Case) -> Iterator[yaml.Problem]:
    """Captures nobody says, names nobody calls, actors who do nothing."""
    steps = case.script.steps
    again = {(step.actor, step.names) for step in steps}
    for number, step in enumerate(steps):
        said = names([later.model_dump(mode="json") for later in steps[number:]])
        for name in step.capture.keys() - said:
            yield _at(case, number, f"nothing says <{name}> later")
        if step.name and (step.actor, step.name) not in again:
            yield _at(case, number, f"nothing delivers {step.name} again")
    for actor in case.script.actors.keys() - {step.actor for step in steps}:
        yield yaml.Problem(case.file, 1, f"{actor} does nothing")


def _never_looked_at(case: Case) -> Iterator[yaml.Problem]:
    """Expectations of a reply that never comes."""
    for number, step in enumerate(case.script.steps):
        idle = _idle(step)
        if idle:
            yield _at(case, number, f"a refused step has no reply: {', '.join(sorted(idle))} is never looked at")


def _idle(step: Step) -> set[str]:
    wanted = step.expect.model_fields_set & OF_REPLY
    return wanted | ({"capture"} if step.capture else set()) if step.expect.error else set()


def _told_before(case: Case, seen: dict[str, str]) -> Iterator[yaml.Problem]:
    """A script that differs from another only in its title."""
    what = case.script.model_dump(mode="json", exclude={"title", "tags", "situations"})
    told = json.dumps(what, sort_keys=True)
    if told in seen:
        yield yaml.Problem(case.file, 1, f"{case.id} is the same as {seen[told]}")
    seen.setdefault(told, case.id)


def _at(case: Case, number: int, text: str) -> yaml.Problem:
    return yaml.Problem(case.file, case.lines[number], text)
