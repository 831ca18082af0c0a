"""Text in, meaning out: deterministic, pure, offline. ``read`` is the one way in."""

from assistant.understanding.model import Found, FoundFlag, Understanding

__all__ = ["Found", "FoundFlag", "Understanding"]
