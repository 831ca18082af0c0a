"""A call of the HTTP interface: what the router and the OpenAPI document both come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from aiohttp import web
from pydantic import BaseModel

from assistant.errors import AssistantError, StoreUnavailable
from assistant.web.access import Access, Needs
from assistant.web.problems import Handler, Problems
from assistant.web.staff.access import Right, member


@dataclass(frozen=True, kw_only=True)
class Call:
    """One method on one path.

    ``does`` is its summary; ``needs`` who may call; ``body``, ``query`` what it takes; ``status``, ``gives``, ``media``
    what it answers; ``refuses`` which problems it may answer with besides those that any call may; ``unstored`` answers
    instead while the store is away and nobody can be let in.
    """

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    handler: Handler
    does: str
    needs: Needs | Right = "nothing"
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    headers: tuple[str, ...] = ()
    status: int = 200
    gives: type[BaseModel] | None = None
    media: tuple[str, ...] = ("application/json",)
    refuses: tuple[int, ...] = ()
    streams: bool = False
    unstored: Handler | None = None


def register(calls: Iterable[Call], router: web.UrlDispatcher, access: Access, problems: Problems) -> None:
    """Put every call on the router, its door before it. GET answers HEAD too, unless it streams."""
    for call in calls:
        handler = _guarded(call, access, problems)
        router.add_route(call.method, call.path, handler)
        if call.method == "GET" and not call.streams:
            router.add_route("HEAD", call.path, handler)


def _guarded(call: Call, access: Access, problems: Problems) -> Handler:
    """The call behind its door. Errors of ours become problem answers."""

    async def admitted(request: web.Request) -> Handler:
        try:
            if isinstance(call.needs, Right):
                await member(request, call.needs)
            else:
                await access.check(request, call.needs)
        except StoreUnavailable:
            if call.unstored is None:
                raise
            return call.unstored
        return call.handler

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            handler = await admitted(request)
            return await handler(request)
        except AssistantError as error:
            return problems.of_error(error)

    return answer
