"""The page that lists the calls."""

from __future__ import annotations

import html
import re

import pytest

from assistant.web.application import CALLS
from tests.web.conftest import Server


async def test_every_call_is_on_the_page(server: Server) -> None:
    answer = await server.call("GET", "/docs")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    text = html.unescape(re.sub(r"<[^>]+>", "", answer.body.decode()))
    for call in server.app[CALLS]:
        assert f"{call.method} {call.path}" in text
        assert call.does in text
    for field in ("message_id", "reference", "region"):
        assert field in text
    for said in ("the clinic's key", "the conversation's token", "429 Too Many Requests", "application/pdf"):
        assert said in text


@pytest.mark.promise(44)
async def test_it_asks_nothing_of_anybody_else_and_runs_no_script(server: Server) -> None:
    answer = await server.call("GET", "/docs")
    page, policy = answer.body.decode(), answer.headers["Content-Security-Policy"]
    assert not re.search(r"https?://|<script|style=|\son\w+=", page)
    assert "script-src 'none'" in policy
    assert "default-src 'none'" in policy
    for link in set(re.findall(r'(?:href|src)="(/[^"]*)"', page)):
        assert (await server.call("GET", link)).status == 200, link


async def test_its_links_lead_to_its_parts(server: Server) -> None:
    page = (await server.call("GET", "/docs")).body.decode()
    assert set(re.findall(r'href="#([^"]+)"', page)) == set(re.findall(r'<section id="([^"]+)"', page))
