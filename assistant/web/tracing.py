"""Traces by OpenTelemetry, with the extra ``otel``: one span for a request, below it one for each phase of its turn.

A span has the route's template, the method, the status and its times; for a fault, the kind of error. Nothing else gets
in: no path, no header, no words, nothing that a client sent along to be traced by.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, contextmanager

from aiohttp import web
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode

from assistant import __version__
from assistant.engine.watching import Phase, Watch
from assistant.messages import Reply
from assistant.web.journal import method_of, route_of
from assistant.web.problems import Handler

WAIT_SECONDS = 2
"""For the collector, once; a server that stops waits at most twice that."""
MOST_HELD = 1024
NOBODY_ABOVE = Context()


class Tracing:
    """Spans of one process on their way to the collector at ``endpoint``, as a ``Watch`` that tells ``watch`` as well.

    What the collector does not take is dropped: nobody waits for it.
    """

    def __init__(self, endpoint: str, watch: Watch) -> None:
        exporter = OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces", timeout=WAIT_SECONDS)
        resource = Resource.create({"service.name": "second-line", "service.version": __version__})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(
            BatchSpanProcessor(exporter, max_queue_size=MOST_HELD, max_export_batch_size=MOST_HELD // 2)
        )
        self._tracer = self._provider.get_tracer("assistant")
        self._watch = watch

    def onto(self, app: web.Application) -> None:
        """Trace what ``app`` answers for as long as it runs."""
        app.middlewares.insert(0, self._request)
        app.cleanup_ctx.append(self._running)

    @contextmanager
    def _phase(self, name: Phase) -> Iterator[None]:
        with (
            self._watch.phase(name),
            self._tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False),
        ):
            yield

    def phase(self, name: Phase) -> AbstractContextManager[object]:
        return self._phase(name)

    def turn(self, asked: str | None, reply: Reply) -> None:
        self._watch.turn(asked, reply)

    @web.middleware
    async def _request(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        method, route = method_of(request), route_of(request)
        with self._tracer.start_as_current_span(
            f"{method} {route}", NOBODY_ABOVE, SpanKind.SERVER, {"http.request.method": method, "http.route": route},
            record_exception=False, set_status_on_exception=False,
        ) as span:  # fmt: skip
            try:
                response = await handler(request)
            except web.HTTPException as refusal:
                span.set_attribute("http.response.status_code", refusal.status)
                raise
            except BaseException as error:
                span.set_attribute("error.type", type(error).__name__)
                span.set_status(Status(StatusCode.ERROR))
                raise
            span.set_attribute("http.response.status_code", response.status)
            return response

    async def _running(self, _app: web.Application) -> AsyncIterator[None]:
        yield
        await asyncio.to_thread(self._provider.shutdown)
