"""The report, in the shape the client asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial

from aiohttp import web

from assistant.content.loader import Content
from assistant.engine.engine import Engine
from assistant.reports import calendar, html, markdown, pdf, text
from assistant.reports.fhir import bundle
from assistant.reports.model import Report
from assistant.web.accept import best
from assistant.web.calls import Call
from assistant.web.conversation import ONE
from assistant.web.headers import CLOSED, sheet_style
from assistant.web.problems import Refused

Renderer = Callable[[Report], str | bytes]
SLOW = ("application/pdf",)
"""These take up to a second: beside the event loop, one at a time."""


def renderers(content: Content) -> dict[str, Renderer]:
    """Media type -> what writes a report in it; plain text has the length of a text message."""
    return {
        "application/json": Report.model_dump_json,
        "text/html": partial(html.render, content=content),
        "text/markdown": partial(markdown.render, content=content),
        "text/plain": partial(text.sms, content=content),
        "application/pdf": partial(pdf.render, content=content),
        "application/fhir+json": partial(bundle.render, content=content),
        "text/calendar": partial(calendar.render, content=content),
    }


class Documents:
    """``renderers``: media type to what writes a report in it; the first is sent to whoever does not mind."""

    def __init__(self, engine: Engine, renderers: Mapping[str, Renderer]) -> None:
        self._engine = engine
        self._renderers = renderers
        self._one_slow = asyncio.Semaphore(1)

    def calls(self) -> list[Call]:
        return [
            Call(
                method="GET", path=f"{ONE}/report", handler=self.report, does="The appointment sheet, by Accept",
                needs="token", headers=("Accept",), gives=Report, media=tuple(self._renderers),
                refuses=(406, 409, 501, 503),
            ),
        ]  # fmt: skip

    async def report(self, request: web.Request) -> web.Response:
        media = best(request.headers.get("Accept"), tuple(self._renderers))
        if media is None:
            raise Refused(406, f"The report is offered as {', '.join(self._renderers)}.")
        report = await self._engine.report(request.match_info["id"])
        headers = {"Vary": "Accept", "Content-Security-Policy": f"{CLOSED}; style-src {sheet_style()}"}
        made = await self._made(media, report)
        if isinstance(made, bytes):
            return web.Response(body=made, content_type=media, headers=headers)
        return web.Response(text=made, content_type=media, charset="utf-8", headers=headers)

    async def _made(self, media: str, report: Report) -> str | bytes:
        render = self._renderers[media]
        if media not in SLOW:
            return render(report)
        async with self._one_slow:
            return await asyncio.to_thread(render, report)
