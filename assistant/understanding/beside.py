"""What people say beside the pathway: of a warning that stands, and of how they feel."""

from __future__ import annotations

from assistant.understanding.lexicon import Lexicon
from assistant.understanding.text import Plain


def said_of_warning(utterance: str, lexicon: Lexicon) -> str:
    """By name, what is said while a warning stands: "who reads this", "my sister is here with me"; else nothing."""
    text = lexicon.plain(utterance)
    if whole := lexicon.beside["whole"].whole(text):
        return whole.key
    return _first(text, lexicon, "pause")


def _first(text: Plain, lexicon: Lexicon, kind: str) -> str:
    """Of what fits anywhere the name that the content has first."""
    return next((match.key for match in lexicon.beside[kind].anywhere(text)), "")
