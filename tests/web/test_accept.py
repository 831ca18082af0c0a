"""What a client says it likes, and what it gets."""

from __future__ import annotations

import pytest

from assistant.web.accept import best

OFFERED = ("application/json", "text/html", "text/plain")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/html", "text/html"),
        ("TEXT/HTML", "text/html"),
        ("text/*", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/plain;q=0.9, text/html;q=0.2", "text/plain"),
        ("text/*;q=0.5, text/plain", "text/plain"),
        ("text/html;q=0, */*", "application/json"),
        ("text/html; charset=utf-8; q=0.7, application/json;q=0.1", "text/html"),
        ("application/pdf, text/plain;q=0.1", "text/plain"),
    ],
)
def test_the_best_liked_type_wins_and_ours_comes_first_among_equals(header: str | None, expected: str) -> None:
    assert best(header, OFFERED) == expected


@pytest.mark.parametrize("header", ["application/pdf", "text/html;q=0", "image/*", "nonsense", ";;;,,,", "*/*;q=0"])
def test_nothing_liked_is_none(header: str) -> None:
    assert best(header, OFFERED) is None
