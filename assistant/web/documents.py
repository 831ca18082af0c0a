"""The report, in the shape the client asks for."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Literal

from aiohttp import web
from pydantic import create_model

from assistant.content.loader import Content
from assistant.conversations import Frozen
from assistant.engine.engine import Engine
from assistant.reports import calendar, clinician, html, markdown, pdf, text
from assistant.reports.model import Report
from assistant.web.accept import best
from assistant.web.bodies import query
from assistant.web.calls import Call
from assistant.web.conversation import ONE
from assistant.web.headers import CLOSED, sheet_style
from assistant.web.problems import Refused

Renderer = Callable[[Report], str | bytes]
SLOW = ("application/pdf",)
"""These take up to a second: beside the event loop, one at a time."""


FOR = {"for": (Literal["patient", "clinician"], "patient")}
Reader = create_model("Reader", __base__=Frozen, **FOR)  # type: ignore[call-overload]  # "for" can only be a key
"""``?for=``: it is the same report, in words for that reader."""


def renderers(content: Content) -> dict[str, dict[str, Renderer]]:
    """Reader -> media type -> what writes a report in it.

    Plain text for the patient has the length of a text message. Data and dates are the same for every reader.
    """
    patient: dict[str, Renderer] = {
        "application/json": Report.model_dump_json,
        "text/html": partial(html.render, content=content),
        "text/markdown": partial(markdown.render, content=content),
        "text/plain": partial(text.sms, content=content),
        "application/pdf": partial(pdf.render, content=content),
        "application/fhir+json": partial(_fhir, content=content),
        "text/calendar": partial(calendar.render, content=content),
    }
    clinical: dict[str, Renderer] = {
        "text/html": partial(clinician.render_html, content=content),
        "text/markdown": partial(clinician.render_markdown, content=content),
        "text/plain": partial(clinician.render_text, content=content),
        "application/pdf": partial(pdf.render, content=content, page=clinician.render_html),
    }
    return {"patient": patient, "clinician": patient | clinical}


def _fhir(report: Report, content: Content) -> str:
    """FHIR's many shapes are loaded with the first report in it."""
    written: str = importlib.import_module("assistant.reports.fhir.bundle").render(report, content)
    return written


class Documents:
    """``renderers``: by reader and media type; the first type is sent to whoever does not mind."""

    def __init__(self, engine: Engine, renderers: Mapping[str, Mapping[str, Renderer]]) -> None:
        self._engine = engine
        self._renderers = renderers
        self._offered = tuple(renderers["patient"])
        self._one_slow = asyncio.Semaphore(1)

    def calls(self) -> list[Call]:
        return [
            Call(
                method="GET", path=f"{ONE}/report", handler=self.report, does="The appointment sheet, by Accept",
                needs="token", headers=("Accept",), query=Reader, gives=Report, media=self._offered,
                refuses=(406, 409, 501, 503),
            ),
        ]  # fmt: skip

    async def report(self, request: web.Request) -> web.Response:
        reader = getattr(query(request, Reader), "for")
        media = best(request.headers.get("Accept"), self._offered)
        if media is None:
            raise Refused(406, f"The report is offered as {', '.join(self._offered)}.")
        report = await self._engine.report(request.match_info["id"])
        headers = {"Vary": "Accept", "Content-Security-Policy": f"{CLOSED}; style-src {sheet_style()}"}
        made = await self._made(media, partial(self._renderers[reader][media], report))
        if isinstance(made, bytes):
            return web.Response(body=made, content_type=media, headers=headers)
        return web.Response(text=made, content_type=media, charset="utf-8", headers=headers)

    async def _made(self, media: str, render: Callable[[], str | bytes]) -> str | bytes:
        if media not in SLOW:
            return render()
        async with self._one_slow:
            return await asyncio.to_thread(render)
