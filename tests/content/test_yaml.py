"""Strict YAML: text stays text, and every mistake has a line."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from assistant.content import yaml
from assistant.conversations import Frozen


def test_only_true_false_numbers_and_null_are_not_text() -> None:
    text = "a: yes\nb: no\nc: 12:30\nd: 2026-11-21\ne: true\nf: 1.5\ng: 012\nh: 12\ni:\nj: on\n"
    assert yaml.parse(text, "x.yaml").data == {
        "a": "yes", "b": "no", "c": "12:30", "d": "2026-11-21", "e": True, "f": 1.5, "g": "012", "h": 12, "i": None,
        "j": "on",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", 'x.yaml:3: "a" is given twice, first on line 1'),
        ("a:\n  1: one\n", 'x.yaml:2: key 1 is not text: write it in quotes, "1"'),
        ("a: &kept [1]\nb: *kept\n", "x.yaml:1: aliases (&name, *name) are not used here: write it out"),
        ("a: &kept one\nb: *kept\n", "x.yaml:1: aliases (&name, *name) are not used here: write it out"),
        ("a: [1, 2\n", "x.yaml:2: not YAML"),
        ("a: b: c\n", "x.yaml:1: not YAML"),
        ("a: !!python/object:os.system x\n", "x.yaml:1: not YAML"),
        ("a: !secret x\n", "x.yaml:1: not YAML"),
        ("[" * 50 + "]" * 50, "x.yaml:1: nested deeper than 40 levels"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(yaml.Problems) as found:
        yaml.parse(text, "x.yaml")
    assert str(found.value).startswith(said)


class Pet(Frozen):
    name: str
    kind: Literal["cat", "dog"]


def test_what_does_not_fit_its_shape_is_named_with_line_and_field(tmp_path: Path) -> None:
    file = tmp_path / "pets.yaml"
    file.write_text("tom:\n  name: Tom\n  kind: fish\nrex:\n  kind: dog\n  tail: long\n")
    with pytest.raises(yaml.Problems) as found:
        yaml.check_into(dict[str, Pet], yaml.read(file, "pets.yaml"))
    assert [str(problem) for problem in found.value.problems] == [
        "pets.yaml:3: \"tom.kind\": Input should be 'cat' or 'dog'",
        'pets.yaml:4: "rex.name" is missing',
        'pets.yaml:6: "rex.tail" is not a known key',
    ]
