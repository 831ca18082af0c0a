"""A long enquiry as a person typed or mailed it: its new words by paragraph, without what it quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from assistant.conversations import Frozen
from assistant.understanding.text import LONGEST

_QUOTED = re.compile(r"\s*>(?!\s*\d)")
"""A mail program's mark. "> 39 degrees" is no quotation: somebody means "more than"."""
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_ENDED = tuple(".!?…:;")
WRAPPED = 45
"""A line of so many characters that ends in the middle of a sentence was broken by the mail program."""


class Letter(Frozen):
    """``paragraphs`` of new words; ``quoted`` counts the lines left out; ``only_quoted``: they were all there was."""

    paragraphs: tuple[str, ...]
    quoted: int = 0
    only_quoted: bool = False


def read_letter(text: str) -> Letter:
    """``text`` by paragraph, wrapped lines joined again, nothing longer than can be read at once."""
    lines = text.splitlines()
    quoted = [bool(_QUOTED.match(line)) for line in lines]
    new = [line for number, line in enumerate(lines) if not quoted[number] and not _introduces(number, lines, quoted)]
    if any(line.strip() for line in new):
        return Letter(paragraphs=tuple(_paragraphs(new)), quoted=sum(quoted))
    bare = [re.sub(r"^[\s>]+", "", line) for line in lines]
    return Letter(paragraphs=tuple(_paragraphs(bare)), only_quoted=True)


def _introduces(number: int, lines: list[str], quoted: list[bool]) -> bool:
    """ "On Monday Ann wrote:" belongs to the quotation below it."""
    return lines[number].rstrip().endswith(":") and any(quoted[number + 1 : number + 2])


def _paragraphs(lines: Iterable[str]) -> Iterator[str]:
    for blank, group in groupby(lines, key=lambda line: not line.strip()):
        if not blank:
            yield from _pieces(_joined(list(group)))


def _joined(lines: list[str]) -> str:
    text = ""
    for line in lines:
        text += line.strip()
        text += " " if len(line) >= WRAPPED and not line.rstrip().endswith(_ENDED) else "\n"
    return text.strip()


def _pieces(paragraph: str) -> Iterator[str]:
    """Sentences together up to what can be read at once; a longer sentence is cut."""
    piece = ""
    for sentence in _SENTENCE.split(paragraph):
        if piece and len(piece) + len(sentence) >= LONGEST:
            yield piece
            piece = ""
        piece = f"{piece} {sentence}".strip()
        while len(piece) > LONGEST:
            yield piece[:LONGEST]
            piece = piece[LONGEST:]
    if piece:
        yield piece
