"""The audit as those who look after it see it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pytest

from assistant.store.audit import Note
from assistant.web.spreadsheet import sheet
from tests.store.stories import AT
from tests.web.conftest import STAFF_KEY, Answered, Server

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "|cmd", "%0", "＝1", '=HYPERLINK("x","y")')


async def asked(server: Server, query: str = "", accept: str = "application/json") -> Answered:
    return await server.call("GET", f"/v1/staff/audit{query}", headers={**STAFF_KEY, "Accept": accept})


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.promise(43)
async def test_looking_at_the_audit_is_in_the_audit(own_server: Server) -> None:
    first, second = await asked(own_server), await asked(own_server, "?conversation_id=c_ada")
    assert [entry["action"] for entry in first.json["entries"]] == ["audit.read"]
    assert first.json["entries"][0] | {"at": "", "hash": "", "previous": ""} == {
        "seq": 1, "at": "", "who": "token", "action": "audit.read", "conversation_id": None, "detail": "",
        "previous": "", "hash": "",
    }  # fmt: skip
    assert [entry["conversation_id"] for entry in second.json["entries"]] == ["c_ada"]
    assert second.json["next"] == 2
    assert len((await asked(own_server, "?after=1&who=token")).json["entries"]) == 2
    latest = await asked(own_server, "?latest=true&limit=2")
    assert [entry["seq"] for entry in latest.json["entries"]] == [3, 4]


@pytest.mark.promise(43)
async def test_what_cannot_be_recorded_is_not_shown(own_server: Server) -> None:
    await own_server.store.close()
    refused = await asked(own_server)
    assert (refused.status, refused.headers["Retry-After"]) == (503, "1")
    assert b"entries" not in refused.body


@pytest.mark.parametrize("query", ["?after=-1", "?limit=0", "?limit=1001", "?after=x", f"?who={'x' * 65}"])
async def test_what_does_not_fit_is_refused(server: Server, query: str) -> None:
    assert (await asked(server, query)).status == 422


async def test_another_format_is_refused(server: Server) -> None:
    assert (await asked(server, accept="image/png")).status == 406


@pytest.mark.promise(46)
async def test_as_csv_no_cell_starts_a_formula(own_server: Server) -> None:
    for text in FORMULAS:
        await own_server.store.staff.record(Note(at=AT, who=text, action="x", conversation_id=text, detail=text))
    answered = await asked(own_server, accept="text/csv")
    assert answered.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answered.headers["Content-Disposition"] == 'attachment; filename="audit.csv"'
    heads, *rows = read(answered.body.decode())
    assert len(rows) == len(FORMULAS) + 1
    assert all(not cell.lstrip(" ").startswith(tuple("=+-@|%\t\r\n＝")) for row in rows for cell in row)
    details = [row[heads.index("detail")] for row in rows][: len(FORMULAS)]
    assert [detail.removeprefix("'") for detail in details] == list(FORMULAS)


@pytest.mark.promise(46)
@pytest.mark.parametrize("cells", [('a "quoted", word', "two\nlines", "né 痛い"), ("", None, 7)])
def test_quoting_is_intact(cells: Sequence[object]) -> None:
    assert read(sheet(["a", "b", "c"], [cells])) == [["a", "b", "c"], [str(cell or "") for cell in cells]]
