"""A clinician's sign-off: what is signed, whether it still holds, and how it is written down."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from yaml import SafeLoader, compose

from assistant.content.loader import Content
from assistant.content.models import Signature

AUTHORED = "en"
"""The language that is signed; others are translations of it."""


def to_sign(content: Content, claim: str) -> str:
    """What a signature stands for: the text and, on a line of its own, the simpler words where there are some."""
    words = content.languages[AUTHORED]
    return "\n".join(filter(None, (words.claims[claim], words.simpler.get(claim))))


def signature(content: Content, claim: str) -> Signature | None:
    """The sign-off of the claim as it reads now; None where nobody signed it, or it was changed since."""
    signed = content.claims[claim].signed
    return signed if signed and signed.sha256 == _hash(to_sign(content, claim)) else None


def sign(file: Path, key: str, text: str, by: str, on: date) -> None:
    """Write down that ``by`` signed ``text``: first thing about the claim ``key`` in ``file``, where its sources stand.

    Nothing else in the file changes.
    """
    before = file.read_text("utf-8")
    claim = _value(_value(compose(before, SafeLoader), "claims"), key)
    line = f"signed: {{by: {json.dumps(by, ensure_ascii=False)}, on: {on}, sha256: {_hash(text)}}}"
    old = next((pair for pair in claim.value if pair[0].value == "signed"), None)
    if old:
        start, end = old[0].start_mark.index, old[1].end_mark.index
    else:
        first = claim.value[0][0].start_mark
        start = end = first.index
        line += ", " if claim.flow_style else "\n" + " " * first.column
    file.write_text(before[:start] + line + before[end:], "utf-8")


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _value(mapping: Any, key: str) -> Any:
    return next(value for name, value in mapping.value if name.value == key)
