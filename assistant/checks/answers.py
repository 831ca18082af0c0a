"""Ways of asking: each leads to one entry, and each entry to claims that may answer anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.checks.places import Finding
from assistant.content.loader import Content
from assistant.content.models import DRUGS

PERSONAL = re.compile(r"\b(?:you told us|you put|because of your|because you|worth asking about because)\b", re.I)
"""Said only to a person whose answers make it true."""


def answers(content: Content, locale: str) -> Iterator[Finding]:
    """Every way of asking leads to one entry, and every entry to claims that exist and tell nobody what they said."""
    words, asked = content.languages[locale], dict[str, str]()
    for name, entry in words.answers.items():
        part, _, key = name.partition(".")
        file = f"{locale}/by_medicine.yaml" if part in DRUGS else f"{locale}/answers/{part}.yaml"
        for claim in entry.claims:
            if claim not in content.claims:
                yield file, (key,), f"there is no claim {claim}"
            elif PERSONAL.search(words.claims.get(claim, "")):
                yield file, (key,), f"{claim} speaks of what somebody told, so it answers nobody else"
        for ask in entry.asks:
            if ask.casefold() in asked:
                yield file, (key,), f"“{ask}” is asked already, in {asked[ask.casefold()]}"
            asked[ask.casefold()] = name
