"""Other platforms speak here, each in its own protocol, with the clinic's key."""

from __future__ import annotations

from typing import Literal

from aiohttp import web
from pydantic import RootModel

from assistant.channels import rasa
from assistant.conversations import Frozen
from assistant.engine.correspondence import Correspondence
from assistant.web.bodies import query, read
from assistant.web.calls import Call
from assistant.web.conversation import json_answer


class Health(Frozen):
    status: Literal["ok"] = "ok"


class Streamed(Frozen):
    """``stream``: each message on a line of its own."""

    stream: bool = False


class Array(RootModel[tuple[rasa.Said, ...]]):
    """Messages in order."""


class Channels:
    """The calls of all channels."""

    def __init__(self, correspondence: Correspondence) -> None:
        self._correspondence = correspondence

    def calls(self) -> list[Call]:
        return [
            Call(
                method="GET", path=rasa.PATH, handler=self.health, needs="channels",
                does="Whether the Rasa REST channel is there", gives=Health,
            ),
            Call(
                method="POST", path=rasa.WEBHOOK, handler=self.rasa, needs="channels",
                does="Say something over the Rasa REST channel", body=rasa.Told, query=Streamed, gives=Array,
                media=("application/json", "application/x-ndjson"), refuses=(409, 429, 503),
            ),
        ]  # fmt: skip

    async def health(self, _request: web.Request) -> web.Response:
        return json_answer(Health())

    async def rasa(self, request: web.Request) -> web.Response:
        wanted = query(request, Streamed)
        said = await self._correspondence.rasa(await read(request, rasa.Told))
        if not wanted.stream:
            return json_answer(Array(tuple(said)))
        lines = "".join(f"{one.model_dump_json()}\n" for one in said)
        return web.Response(body=lines.encode(), content_type="application/x-ndjson")
