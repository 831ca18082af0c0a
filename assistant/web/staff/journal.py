"""The audit: what staff saw and did, for those who look after it."""

from __future__ import annotations

from aiohttp import web
from pydantic import Field

from assistant.conversations import Frozen
from assistant.store.audit import Entry
from assistant.web.accept import best
from assistant.web.bodies import query
from assistant.web.calls import Call
from assistant.web.conversation import json_answer
from assistant.web.problems import Refused
from assistant.web.spreadsheet import sheet
from assistant.web.staff.access import STAFF, Right, audited, member

OFFERED = ("application/json", "text/csv")


class Wanted(Frozen):
    """Which entries: after a number, of one conversation, of one account; or of the ``latest`` ones of all."""

    after: int = Field(default=0, ge=0, le=2**53)
    limit: int = Field(default=100, ge=1, le=1000)
    conversation_id: str | None = Field(default=None, max_length=64)
    who: str | None = Field(default=None, max_length=64)
    latest: bool = False


class Page(Frozen):
    """Entries in order; ``next`` is what to send as ``after`` next time."""

    entries: tuple[Entry, ...]
    next: int


def calls() -> list[Call]:
    return [
        Call(
            method="GET", path="/v1/staff/audit", handler=show,
            does="What staff saw and did, in ids; by Accept also CSV",
            needs=Right.LEAD, query=Wanted, headers=("Accept",), gives=Page, media=OFFERED, refuses=(406,),
        ),
    ]  # fmt: skip


async def show(request: web.Request) -> web.Response:
    wanted = query(request, Wanted)
    media = best(request.headers.get("Accept"), OFFERED)
    if media is None:
        raise Refused(406, f"The audit is offered as {' and '.join(OFFERED)}.")
    await audited(request, await member(request, Right.LEAD), "audit.read", wanted.conversation_id)
    records = request.app[STAFF].records
    if wanted.latest and (head := await records.head()):
        wanted = wanted.model_copy(update={"after": max(0, head.seq - wanted.limit)})
    entries = tuple(await records.entries(**wanted.model_dump(exclude={"latest"})))
    if media == "application/json":
        return json_answer(Page(entries=entries, next=entries[-1].seq if entries else wanted.after))
    rows = [entry.model_dump(mode="json").values() for entry in entries]
    text = sheet(list(Entry.model_fields), [list(row) for row in rows])
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"', "Vary": "Accept"}
    return web.Response(text=text, content_type="text/csv", charset="utf-8", headers=headers)
