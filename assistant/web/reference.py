"""What is the same for everybody: the claims with their sources, and the state machines as data and pictures."""

from __future__ import annotations

from datetime import date
from typing import Any

from aiohttp import web

from assistant.content.loader import Content
from assistant.conversations import Frozen
from assistant.flows import diagram
from assistant.web.bodies import query
from assistant.web.calls import Call
from assistant.web.conversation import json_answer
from assistant.web.problems import Refused


class CitedSource(Frozen):
    id: str
    title: str
    label: str
    year: int
    url: str | None


class ClaimShown(Frozen):
    """One medical statement, what stands behind it and how long that holds."""

    id: str
    text: str
    sources: tuple[CitedSource, ...]
    confidence: str
    strength: str
    jurisdictions: tuple[str, ...]
    reviewed_on: date
    review_by: date
    signed_by: str | None


class InLanguage(Frozen):
    locale: str = "en"


class FlowNames(Frozen):
    flows: tuple[str, ...]


class Reference:
    """Read-only, open to everybody."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def calls(self) -> list[Call]:
        return [
            Call(
                method="GET", path="/v1/knowledge/{claim}", handler=self.claim, does="One claim, with its sources",
                query=InLanguage, gives=ClaimShown, refuses=(404,),
            ),
            Call(method="GET", path="/v1/flows", handler=self.flows, does="The state machines", gives=FlowNames),
            Call(
                method="GET", path="/v1/flows/{name}.svg", handler=self.picture, does="A state machine as a picture",
                media=("image/svg+xml",), refuses=(404,),
            ),
            Call(
                method="GET", path="/v1/flows/{name}", handler=self.flow, does="A state machine as data", refuses=(404,)
            ),
        ]  # fmt: skip

    async def claim(self, request: web.Request) -> web.Response:
        name = request.match_info["claim"]
        claim = self._content.claims.get(name)
        words = self._content.words(query(request, InLanguage).locale).claims.get(name)
        if claim is None or words is None:
            raise Refused(404, "There is no such claim.")
        sources = [(source, self._content.sources[source]) for source in claim.sources]
        return json_answer(
            ClaimShown(
                id=name,
                text=words,
                sources=tuple(
                    CitedSource(id=key, title=source.title, label=source.label, year=source.year, url=source.url)
                    for key, source in sources
                ),
                confidence=claim.confidence,
                strength=claim.strength,
                jurisdictions=claim.jurisdictions,
                reviewed_on=claim.reviewed_on,
                review_by=claim.review_by,
                signed_by=claim.signed.by if claim.signed else None,
            )
        )

    async def flows(self, _request: web.Request) -> web.Response:
        return json_answer(FlowNames(flows=tuple(diagram.FLOWS)))

    async def flow(self, request: web.Request) -> web.Response:
        description: dict[str, Any] = diagram.describe(_known(request))
        return web.json_response(description)

    async def picture(self, request: web.Request) -> web.Response:
        return web.Response(text=diagram.svg(_known(request)), content_type="image/svg+xml")


def _known(request: web.Request) -> str:
    name = request.match_info["name"]
    if name not in diagram.FLOWS:
        raise Refused(404, "There is no such flow.")
    return name
