"""What those who run it look at."""

from __future__ import annotations

import pytest

from tests.web.conftest import Server


async def test_alive_and_ready(server: Server) -> None:
    assert (await server.call("GET", "/healthz")).json == {"status": "ok"}
    assert (await server.call("GET", "/readyz")).json == {"status": "ready"}


async def test_not_ready_without_a_store_or_when_stopping(own_server: Server) -> None:
    server = own_server
    server.stopping.begin()
    assert (await server.call("GET", "/readyz")).status == 503
    await server.store.close()
    unready = await server.call("GET", "/readyz")
    assert (unready.status, unready.headers["Retry-After"]) == (503, "1")
    assert (await server.call("GET", "/healthz")).status == 200


@pytest.mark.promise(48)
async def test_metrics_count_routes_and_name_nobody(own_server: Server) -> None:
    server, person = own_server, await own_server.begin()
    await person.say("MARKER I take humira")
    await server.call("GET", "/v1/conversations/MARKER")
    await server.call("GET", "/MARKER?MARKER=1")
    await server.call("MARKER", "/healthz")
    counts = (await server.call("GET", "/metrics")).body.decode()
    said = 'assistant_requests_total{method="POST",route="/v1/conversations/{id}/messages",status="200"} 1.0'
    assert said in counts
    assert 'assistant_requests_total{method="GET",route="unmatched",status="404"} 1.0' in counts
    assert 'method="other"' in counts
    for secret in ("MARKER", person.id, person.token, "humira"):
        assert secret not in counts
