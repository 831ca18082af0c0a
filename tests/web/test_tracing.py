"""Traces as a collector gets them: every request and the phases of its turn, and nothing of the person."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from assistant.engine.watching import Phase
from tests.loopback import at_loopback
from tests.programs import started
from tests.web.conftest import CLINIC
from tests.web.test_traces import MARKER, ask_as_clinic, err, opened, talk

SAY = "POST /v1/conversations/{id}/messages"
CARRIED = {"traceparent": f"00-{'a' * 32}-{'b' * 16}-01", "tracestate": f"x={MARKER}", "baggage": f"who={MARKER}"}


@dataclass
class Collector:
    """Keeps the bytes of every export."""

    address: str = ""
    bodies: list[bytes] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.read())
        return web.Response(content_type="application/x-protobuf")

    @property
    def spans(self) -> list[Span]:
        exports = (ExportTraceServiceRequest.FromString(body) for body in self.bodies)
        return [
            span
            for export in exports
            for resource in export.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@asynccontextmanager
async def collecting() -> AsyncIterator[Collector]:
    collector, app = Collector(), web.Application()
    app.router.add_post("/v1/traces", collector.take)
    async with at_loopback(app) as collector.address:
        yield collector


@pytest.mark.promise(48)
async def test_a_collector_sees_every_phase_and_nobody(tmp_path: Path) -> None:
    settings = {"ASSISTANT_LOG_LEVEL": "debug", "ASSISTANT_CLINIC_KEY": CLINIC["clinic_key"]}
    async with (
        collecting() as collector,
        started(tmp_path, ASSISTANT_OTLP_ENDPOINT=collector.address, **settings) as program,
    ):
        caller = await opened(program)
        await talk(caller)
        await err(caller)
        await ask_as_clinic(program)
        await caller.call("POST", f"/messages?q={MARKER}", json={"message_id": "t", "text": "me"}, headers=CARRIED)
        async with program.session.get(f"{program.address}/{MARKER}"):
            pass
        program.process.terminate()
        written = b"".join(await program.process.communicate())
        assert program.process.returncode == 0
    told = b"".join(collector.bodies) + written
    for secret in (MARKER, caller.token, caller.id, "humira"):
        assert secret.lower().encode() not in told.lower(), "in a trace or a log"
    spans = collector.spans
    names = {span.name for span in spans}
    assert {SAY, "GET /v1/conversations/{id}/report", "GET unmatched", *get_args(Phase)} <= names
    said = {span.span_id for span in spans if span.name == SAY}
    assert len(said) > 9
    by_words = [span for span in spans if span.name == "commit" and span.parent_span_id in said]
    assert len(by_words) == 2, "the first message, and the last"
    assert not [span for span in spans if span.trace_id == bytes.fromhex("a" * 32)]
    assert {key.key for span in spans for key in span.attributes} == {
        "http.request.method", "http.route", "http.response.status_code",
    }  # fmt: skip


async def test_a_collector_that_is_away_holds_nobody_up(tmp_path: Path) -> None:
    async with started(tmp_path, ASSISTANT_OTLP_ENDPOINT="http://127.0.0.1:9") as program:
        conversation_id, token = await program.begin()
        say = {"message_id": "1", "text": "me"}
        assert (await program.call("POST", f"/v1/conversations/{conversation_id}/messages", token, json=say))[0] == 200
        began = time.monotonic()
        program.process.terminate()
        assert await asyncio.wait_for(program.process.wait(), 10) == 0
        assert time.monotonic() - began < 8
