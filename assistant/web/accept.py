"""Which of the offered media types a client would like best (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence

RANGE = re.compile(r"\s*([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)\s*(?:;(.*))?", re.ASCII)
QUALITY = re.compile(r"\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*", re.ASCII | re.IGNORECASE)


def best(header: str | None, offered: Sequence[str]) -> str | None:
    """The offered type with the highest quality, the first of equals; ``None`` when none is acceptable."""
    if not header or not header.strip():
        return offered[0]
    wanted = _wanted(header)
    rated = [(_quality(media, wanted), media) for media in offered]
    quality = max(quality for quality, _ in rated)
    return next(media for rate, media in rated if rate == quality) if quality > 0 else None


def _wanted(header: str) -> dict[str, float]:
    """Media range -> quality; what cannot be read is left out."""
    found = {}
    for part in header.split(","):
        if match := RANGE.fullmatch(part):
            qualities = [QUALITY.fullmatch(parameter) for parameter in (match[3] or "").split(";")]
            quality = next((float(quality[1]) for quality in qualities if quality), 1.0)
            found[f"{match[1]}/{match[2]}".lower()] = min(quality, 1.0)
    return found


def _quality(media: str, wanted: dict[str, float]) -> float:
    for pattern in (media, f"{media.partition('/')[0]}/*", "*/*"):
        if pattern in wanted:
            return wanted[pattern]
    return 0.0
