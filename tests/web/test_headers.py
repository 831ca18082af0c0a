"""Headers that protect, on every answer whoever made it."""

from __future__ import annotations

import pytest

from assistant.web.application import CALLS
from tests.web.conftest import CLINIC_KEY, STAFF_KEY, Person, Server

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.mark.promise(45)
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("GET", "/healthz"), ("HEAD", "/healthz"), ("GET", "/nothing"), ("POST", "/healthz"),
     ("GET", "/broken"), ("GET", "/openapi.json"), ("GET", "/metrics"),
     ("POST", "/v1/conversations"), ("GET", "/v1/conversations/x")],
)  # fmt: skip
async def test_every_answer_is_protected(server: Server, method: str, path: str) -> None:
    answer = await server.call(method, path)
    for name, value in EXPECTED.items():
        assert answer.headers[name] == value
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Request-ID"]
    assert not any(character.isdigit() for character in answer.headers["Server"])


@pytest.mark.promise(45)
async def test_every_call_there_is_is_protected_whoever_asks(server: Server, person: Person) -> None:
    for call in server.app[CALLS]:
        path = call.path.replace("{id}", person.id).replace("{slot}", "health.smoking").replace("{name}", "pathway")
        for headers in ({}, person.key, CLINIC_KEY, STAFF_KEY):
            if call.method == "DELETE" or (call.streams and headers == person.key):
                continue
            answer = await server.call(call.method, path, headers=headers)
            assert EXPECTED.items() <= answer.headers.items(), (call.method, path)
            assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.promise(45)
async def test_nothing_about_a_person_is_cached(person: Person) -> None:
    for part in ("", "/messages", "/export", "/report"):
        answer = await person.call("GET", part)
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.promise(45)
async def test_a_stream_is_protected_as_well(server: Server, person: Person) -> None:
    async with server.session.get(f"{server.address}{person.path}/events", headers=person.key) as stream:
        for name, value in EXPECTED.items():
            assert stream.headers[name] == value


async def test_a_problem_names_the_request_as_the_header_does(server: Server) -> None:
    answer = await server.call("GET", "/nothing")
    assert answer.json["instance"] == f"urn:uuid:{answer.headers['X-Request-ID']}"
