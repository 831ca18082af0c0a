"""Puts the calls together into one aiohttp application."""

from __future__ import annotations

import json
from collections.abc import Callable

from aiohttp import web

from assistant.content.loader import Content
from assistant.engine.engine import Engine
from assistant.web import headers, openapi
from assistant.web.access import Access, Tickets
from assistant.web.bodies import LARGEST
from assistant.web.calls import Call, register
from assistant.web.conversation import Conversations
from assistant.web.documents import Documents, renderers
from assistant.web.journal import Metrics
from assistant.web.operations import Operations
from assistant.web.pages import Pages, read_assets
from assistant.web.problems import Problems, refusals
from assistant.web.reference import Reference
from assistant.web.stopping import Stopping
from assistant.web.streams import Streams

CALLS = web.AppKey("calls", list[Call])
DOCUMENT = web.AppKey("document", bytes)
METRICS = web.AppKey("metrics", Metrics)
PROBLEMS = web.AppKey("problems", Problems)


def application(
    engine: Engine, content: Content, safety: str, stopping: Stopping, clock: Callable[[], float]
) -> web.Application:
    """The whole interface over ``engine``.

    ``safety`` is the sentence that goes with every failure; ``clock`` counts seconds and never goes back.
    """
    problems, metrics, tickets = Problems(safety), Metrics(), Tickets(clock)
    conversations = Conversations(engine, content, tickets)
    calls = [
        *conversations.calls(),
        *Streams(engine, conversations, problems, metrics, stopping).calls(),
        *Documents(engine, renderers(content)).calls(),
        *Reference(content, engine.now).calls(),
        *Operations(engine.ready, metrics, stopping).calls(),
        *Pages(read_assets()).calls(),
    ]
    calls.append(Call(method="GET", path="/openapi.json", handler=_document, does="This interface, as OpenAPI 3.1"))
    app = web.Application(client_max_size=LARGEST, middlewares=[refusals(problems)])
    app[CALLS], app[METRICS], app[PROBLEMS] = calls, metrics, problems
    app[DOCUMENT] = json.dumps(openapi.document(calls)).encode()
    app.on_response_prepare.append(headers.on_prepare)
    register(calls, app.router, Access(engine, tickets))
    return app


async def _document(request: web.Request) -> web.Response:
    return web.Response(body=request.app[DOCUMENT], content_type="application/json")
