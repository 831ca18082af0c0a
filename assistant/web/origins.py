"""Pages on other sites that may call this interface (CORS): those on a list, and nobody else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from typing import Any

from aiohttp import web

from assistant.web.problems import REQUEST_ID, Handler

SERVED = "/v1/"
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Accept, Last-Event-ID",
    "Access-Control-Max-Age": "600",
}
EXPOSED = f"Location, Idempotent-Replayed, Retry-After, {REQUEST_ID}"

Signal = Callable[[web.Request, web.StreamResponse], Awaitable[None]]


def preflights(allowed: Collection[str]) -> Any:
    """Middleware: answers a browser that asks before a call whether this page may make it."""

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        if asks and request.path.startswith(SERVED) and is_allowed(request, allowed):
            return web.Response(status=204, headers=PREFLIGHT)
        return await handler(request)

    return answer


def welcome(allowed: Collection[str]) -> Signal:
    """Signal handler: says on every answer, refusals too, that a page on the list may read it."""

    async def on_prepare(request: web.Request, response: web.StreamResponse) -> None:
        if not request.path.startswith(SERVED):
            return
        response.headers.add("Vary", "Origin")
        if is_allowed(request, allowed):
            response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
            response.headers["Access-Control-Expose-Headers"] = EXPOSED

    return on_prepare


def is_allowed(request: web.Request, allowed: Collection[str]) -> bool:
    """Whether the page that calls is on the list."""
    return request.headers.get("Origin", "").lower() in allowed
