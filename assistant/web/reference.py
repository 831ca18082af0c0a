"""What is the same for everybody: the claims with their sources, and the state machines as data and pictures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Literal

from aiohttp import web
from pydantic import Field

from assistant.content.models import RegionId
from assistant.content.signing import signature
from assistant.conversations import Frozen
from assistant.engine.guide import Guide
from assistant.flows import diagram
from assistant.knowledge.claims import answer, state
from assistant.knowledge.search import Hit
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
    """One medical statement, what stands behind it and how long that holds. ``withheld``: its review is overdue.

    ``simpler``: easier words for it, where ``text`` is no easy reading.
    """

    id: str
    text: str
    simpler: str | None
    withheld: bool
    sources: tuple[CitedSource, ...]
    confidence: str
    strength: str
    jurisdictions: tuple[str, ...]
    reviewed_on: date
    review_by: date
    status: Literal["unreviewed by a clinician", "signed by a clinician"]
    signed_by: str | None


class Found(Frozen):
    """A question that may have been meant, and the claims that answer it.

    ``text`` is what would be said at once, ``simpler`` what would be said to somebody who asks for easier words.
    """

    id: str
    question: str
    text: str
    simpler: str
    confidence: float
    claims: tuple[ClaimShown, ...]


class Results(Frozen):
    """Surest first. ``did_you_mean``: none is sure enough to answer without asking which was meant."""

    results: tuple[Found, ...]
    did_you_mean: bool


class InLanguage(Frozen):
    locale: str = "en"


class Asked(InLanguage):
    """``region``: whose labels and rules the answer follows; claims for other regions are then left out of ``text``."""

    q: str = Field(min_length=1, max_length=300)
    region: RegionId | None = None


class FlowNames(Frozen):
    flows: tuple[str, ...]


class Reference:
    """Read-only, open to everybody."""

    def __init__(self, guide: Guide, now: Callable[[], datetime]) -> None:
        self._content = guide.content
        self._guide = guide
        self._now = now

    def calls(self) -> list[Call]:
        return [
            Call(
                method="GET", path="/v1/knowledge/search", handler=self.search, does="Claims that answer a question",
                query=Asked, gives=Results,
            ),
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

    async def search(self, request: web.Request) -> web.Response:
        asked = query(request, Asked)
        locale = self._content.words(asked.locale).locale
        hits = self._guide.search(locale).find(asked.q)
        found = tuple(self._found(hit, locale, asked.region) for hit in hits)
        return json_answer(Results(results=found, did_you_mean=bool(hits) and not hits[0].sure))

    def _found(self, hit: Hit, locale: str, region: str | None) -> Found:
        said = answer(self._content, locale, hit.claims, region, self._now().date())
        return Found(
            id=hit.id,
            question=hit.question,
            text=" ".join(statement.text for statement in said),
            simpler=" ".join(statement.simpler or statement.text for statement in said),
            confidence=hit.confidence,
            claims=tuple(self._shown(claim, locale) for claim in hit.claims),
        )

    async def claim(self, request: web.Request) -> web.Response:
        name, locale = request.match_info["claim"], query(request, InLanguage).locale
        if name not in self._content.claims:
            raise Refused(404, "There is no such claim.")
        return json_answer(self._shown(name, locale))

    def _shown(self, name: str, locale: str) -> ClaimShown:
        claim, said = self._content.claims[name], state(self._content, locale, name, self._now().date())
        signed = signature(self._content, name)
        sources = [(source, self._content.sources[source]) for source in claim.sources]
        return ClaimShown(
            id=name,
            text=said.text,
            simpler=said.simpler,
            withheld=said.withheld,
            sources=tuple(
                CitedSource(id=key, title=source.title, label=source.label, year=source.year, url=source.url)
                for key, source in sources
            ),
            confidence=claim.confidence,
            strength=claim.strength,
            jurisdictions=claim.jurisdictions,
            reviewed_on=claim.reviewed_on,
            review_by=claim.review_by,
            status="signed by a clinician" if signed else "unreviewed by a clinician",
            signed_by=signed.by if signed else None,
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
