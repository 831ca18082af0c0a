"""The code that reads words holds none of them: a language is a folder of content."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import assistant
from assistant.content.flags import CUES
from assistant.content.loader import load_content
from assistant.conversations import Certainty
from tests.understanding.sentences import lexicon

PROGRAM = Path(assistant.__file__).parent
SHAPES = (
    "messages.py",
    "conversations.py",
    "content/lexicon.py",
    "content/times.py",
    "content/flags.py",
    "understanding/*.py",
)
OWN = {"read", "places", "acknowledges"}
"""What the package offers, and a key that is made of several fields."""

WORDS = re.compile(r"[a-z]+(?:[ '][a-z]+)*")
ENDINGS = ("endswith", "removesuffix")
"""By which words are alike ("pill", "pills"): a rule for comparing, not for reading."""


def words_in(source: str) -> Iterator[str]:
    """Every string of nothing but words; docstrings and endings, also those put behind a word in braces, are none."""
    tree = list(ast.walk(ast.parse(source)))
    prose = [node.value for node in tree if isinstance(node, ast.Expr)]
    prose += [node for node in tree if isinstance(node, ast.JoinedStr)]
    calls = [node for node in tree if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    prose += [given for call in calls if ast.unparse(call.func).endswith(ENDINGS) for given in call.args]
    left_out = {id(node) for value in prose for node in ast.walk(value)}
    strings = (node.value for node in tree if isinstance(node, ast.Constant) and id(node) not in left_out)
    yield from (value for value in strings if isinstance(value, str) and WORDS.fullmatch(value))


def names_in(source: str) -> Iterator[str]:
    """What classes call their fields, and the values that a type allows."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            fields = (part for part in node.body if isinstance(part, ast.AnnAssign))
            yield from (ast.unparse(field.target) for field in fields)
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
            yield from ast.literal_eval(node.slice) if isinstance(node.slice, ast.Tuple) else ()


def names() -> set[str]:
    """What the program calls things: by its types, or by the keys of the content."""
    content = load_content()
    hearing = content.words("en").hearing
    found = {name for shape in SHAPES for path in PROGRAM.glob(shape) for name in names_in(path.read_text("utf-8"))}
    sounding = (
        value for slots in (hearing.asked, hearing.volunteered) for values in slots.values() for value in values
    )
    parts = (
        part for slot in content.slots.values() for name in (slot.id, *slot.choices) for part in re.split(r"[._]", name)
    )
    return found.union(OWN, CUES, Certainty, lexicon().replies, sounding, parts)


def test_no_word_of_a_language_stands_in_the_code_that_reads_it() -> None:
    known = names()
    code = sorted(PROGRAM.glob("understanding/*.py"))
    assert len(code) > 20
    assert [(path.name, word) for path in code for word in words_in(path.read_text("utf-8")) if word not in known] == []


def test_a_word_in_code_would_be_seen() -> None:
    source = 'MINE = {"mines", "negated"}\nif words[0] == "because" or "don\'t" in words or word.endswith("ing"): ...'
    assert sorted({*words_in(source)} - names()) == ["because", "don't", "mines"]
