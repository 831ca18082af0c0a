"""Going on on another device: a code from the one, once and soon, lets in the other."""

from __future__ import annotations

from aiohttp import web

from assistant.engine.admission import Admission
from assistant.web.bodies import read
from assistant.web.calls import Call
from assistant.web.conversation import ONE, json_answer
from assistant.web.limits import Limits
from assistant.web.shapes import Code, Linked, Redeemed


class Devices:
    """Both devices have a token of their own and see one log."""

    def __init__(self, admission: Admission, limits: Limits) -> None:
        self._admission = admission
        self._limits = limits

    def calls(self) -> list[Call]:
        return [
            Call(
                method="POST", path=f"{ONE}/links", handler=self.link,
                does="A code that lets one other device in, once, within ten minutes",
                needs="token", status=201, gives=Code, refuses=(429, 503),
            ),
            Call(
                method="POST", path="/v1/links", handler=self.redeem, does="Come in with a code from another device",
                body=Redeemed, status=201, gives=Linked, refuses=(404, 429, 503),
            ),
        ]  # fmt: skip

    async def link(self, request: web.Request) -> web.Response:
        await self._limits.opening(request)
        code, ends_at = await self._admission.link(request.match_info["id"])
        return json_answer(Code(code=code, expires_at=ends_at), status=201)

    async def redeem(self, request: web.Request) -> web.Response:
        await self._limits.opening(request)
        wanted = await read(request, Redeemed)
        conversation_id, token = await self._admission.redeem(wanted.code)
        return json_answer(Linked(conversation_id=conversation_id, token=token), status=201)
