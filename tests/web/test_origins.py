"""Pages on other sites: those on the list may call, others may not, and nobody may by default."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.web.conftest import Server, serving

CLINIC_PAGE = "https://clinic.example"
ASKS = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}


@pytest.fixture
async def open_server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path, allowed_origins=f"{CLINIC_PAGE}, http://localhost:3000") as running:
        yield running


async def test_a_page_on_the_list_may_ask_and_call(open_server: Server) -> None:
    for path in ("/v1/conversations", "/v1/conversations/c_1/answers/history.anti_tnf", "/v1/not_there"):
        asked = await open_server.call("OPTIONS", path, headers={"Origin": CLINIC_PAGE, **ASKS})
        assert asked.status == 204
        assert asked.headers["Access-Control-Allow-Origin"] == CLINIC_PAGE
        assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
        assert "PUT" in asked.headers["Access-Control-Allow-Methods"]
    called = await open_server.call("POST", "/v1/conversations", headers={"Origin": CLINIC_PAGE}, json={})
    assert called.status == 201
    assert called.headers["Access-Control-Allow-Origin"] == CLINIC_PAGE
    assert "Location" in called.headers["Access-Control-Expose-Headers"]
    refused = await open_server.call("GET", "/v1/conversations/c_1", headers={"Origin": CLINIC_PAGE})
    assert (refused.status, refused.headers["Access-Control-Allow-Origin"]) == (401, CLINIC_PAGE)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "https://clinic.example.evil", "http://clinic.example", "null"]
)
async def test_a_page_that_is_not_on_the_list_may_not(open_server: Server, origin: str) -> None:
    for method in ("OPTIONS", "POST"):
        answered = await open_server.call(method, "/v1/conversations", headers={"Origin": origin, **ASKS})
        assert "Access-Control-Allow-Origin" not in answered.headers
        assert "Origin" in answered.headers["Vary"]


async def test_no_page_may_by_default(server: Server) -> None:
    asked = await server.call("OPTIONS", "/v1/conversations", headers={"Origin": CLINIC_PAGE, **ASKS})
    assert asked.status == 405
    called = await server.call("POST", "/v1/conversations", headers={"Origin": CLINIC_PAGE}, json={})
    assert not [name for name in called.headers if name.startswith("Access-Control")]


async def test_nothing_but_the_interface_is_shared(open_server: Server) -> None:
    for path in ("/", "/metrics", "/readyz"):
        answered = await open_server.call("GET", path, headers={"Origin": CLINIC_PAGE})
        assert "Access-Control-Allow-Origin" not in answered.headers


async def test_sockets_open_from_pages_on_the_list_only(open_server: Server) -> None:
    person = await open_server.begin()
    address = f"{open_server.address}{person.path}/socket"
    async with open_server.session.ws_connect(address, headers={**person.key, "Origin": CLINIC_PAGE}) as socket:
        await socket.send_json({"message_id": "1", "text": "humira"})
        assert (await socket.receive_json())["turn"]
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await open_server.session.ws_connect(address, headers={**person.key, "Origin": "https://evil.example"})
    assert refused.value.status == 403
