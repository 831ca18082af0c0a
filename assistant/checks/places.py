"""Where in the content folder something stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assistant.content import yaml
from assistant.content.loader import PHRASE_BOOKS
from assistant.content.models import DRUGS, STRATEGIES

Finding = tuple[str, yaml.Place, str]
"""File below the content folder, place in it, what is wrong."""


def home(part: str) -> str:
    """The folder of the file that holds ``part``'s claims."""
    return "medicines" if part in DRUGS else "strategies" if part in STRATEGIES else "topics"


def claim_place(claim: str, locale: str = "") -> tuple[str, yaml.Place]:
    """Where the claim is sourced, or where its words stand in one language."""
    part, _, key = claim.partition(".")
    return f"{locale}{'/' if locale else ''}{home(part)}/{part}.yaml", ("claims", key)


def books(folder: Path, locale: str) -> Callable[[str], str]:
    """Which phrase book of ``folder`` a section stands in."""
    files = [f"{locale}/{name}.yaml" for name in PHRASE_BOOKS]
    sections = {section: file for file in files for section in yaml.read(folder / file, file).data}
    return sections.__getitem__
