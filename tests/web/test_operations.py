"""What those who run it look at."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from assistant.engine.watching import Phase
from tests.web.conftest import Server

PHASES = get_args(Phase)
GUIDE = Path("docs/running.md").read_text()


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


async def test_the_guide_names_every_metric(server: Server) -> None:
    counts = (await server.call("GET", "/metrics")).body.decode()
    names = {line.split()[2] for line in counts.splitlines() if line.startswith("# TYPE assistant_")}
    assert len(names) > 7
    assert [name for name in names if f"`{name}`" not in GUIDE and not name.endswith("_created")] == []


@pytest.mark.promise(48)
async def test_metrics_count_routes_and_name_nobody(own_server: Server) -> None:
    server, person = own_server, await own_server.begin()
    await person.say("MARKER I take humira")
    await person.say("MARKER MARKER")
    await person.say("I am vomiting blood, MARKER")
    await server.call("GET", "/v1/conversations/MARKER")
    await server.call("GET", "/MARKER?MARKER=1")
    await server.call("MARKER", "/healthz")
    counts = (await server.call("GET", "/metrics")).body.decode()
    said = 'assistant_requests_total{method="POST",route="/v1/conversations/{id}/messages",status="200"} 3.0'
    assert said in counts
    for phase in PHASES:
        assert f'assistant_turn_seconds_count{{phase="{phase}"}} 3.0' in counts
    assert 'assistant_misunderstood_total{question="about.respondent"} 1.0' in counts
    assert 'assistant_turns_total{intent="red_flag"} 1.0' in counts
    assert 'assistant_flags_total{tier="emergency"} 1.0' in counts
    assert "assistant_store_waiting 0.0" in counts
    assert "process_open_fds" in counts
    assert 'assistant_requests_total{method="GET",route="unmatched",status="404"} 1.0' in counts
    assert 'method="other"' in counts
    for secret in ("MARKER", person.id, person.token, "humira"):
        assert secret not in counts
