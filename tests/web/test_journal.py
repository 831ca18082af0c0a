"""Logs say what happened, and never who or in which words."""

from __future__ import annotations

import logging
import sys

import pytest
import structlog

from assistant.web.journal import Foreign
from tests.web.conftest import Person, Server


@pytest.mark.promise(47)
async def test_a_request_is_one_line_without_anything_of_the_person(server: Server, person: Person) -> None:
    with structlog.testing.capture_logs() as lines:
        answered = await person.send(text="MARKER my stomach hurts", message_id="MARKER")
        await person.call("GET", "/messages?after=0&limit=5")
        await server.call("GET", "/MARKER?MARKER=MARKER", headers={"Referer": "https://MARKER.example"})
    assert [(line["route"], line["status"]) for line in lines] == [
        ("/v1/conversations/{id}/messages", 200),
        ("/v1/conversations/{id}/messages", 200),
        ("unmatched", 404),
    ]
    assert lines[0]["request_id"] == answered.headers["X-Request-ID"]
    for secret in ("MARKER", person.id, person.token):
        assert secret not in str(lines)


@pytest.mark.promise(47)
async def test_a_fault_of_ours_is_found_by_its_lines_not_its_words(server: Server) -> None:
    with structlog.testing.capture_logs() as lines:
        await server.call("GET", "/broken")
    failed = next(line for line in lines if line["event"] == "request_failed")
    assert failed["error"] == "KeyError"
    assert any("_broken" in place for place in failed["where"])
    assert "MARKER" not in str(lines)


@pytest.mark.promise(47)
def test_other_libraries_words_are_left_out() -> None:
    logger = logging.Logger("aiohttp.server")
    logger.addHandler(Foreign())
    with structlog.testing.capture_logs() as lines:
        try:
            raise ValueError("MARKER")
        except ValueError:
            logger.exception("Error handling request %r", b"MARKER", exc_info=sys.exc_info())
        logger.warning("MARKER")
    assert [(line["library"], line["log_level"]) for line in lines] == [
        ("aiohttp.server", "error"),
        ("aiohttp.server", "warning"),
    ]
    assert lines[0]["error"] == "ValueError"
    assert "MARKER" not in str(lines)
