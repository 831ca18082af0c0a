"""The appointment sheet in every shape that is offered, and only after consent."""

from __future__ import annotations

import base64
import hashlib
import re
import sys

import pytest

from tests.reports.test_pdf import needs_weasyprint
from tests.web.conftest import Person, Server

WRITTEN = ("application/json", "text/html", "text/markdown", "text/plain", "application/fhir+json", "text/calendar")
OFFERED = (*WRITTEN, "application/pdf")


async def _told(person: Person) -> None:
    for slot, value in {
        "history.anti_tnf": "infliximab", "history.response": "wore_off", "tests.drug_level": "low",
        "preferences.worry": "<b>MARKER</b> =1+1", "about.appointment": "2026-12-04",
    }.items():  # fmt: skip
        assert (await person.call("PUT", f"/answers/{slot}", json={"value": value})).status == 200


@pytest.mark.parametrize("media", WRITTEN)
async def test_the_sheet_comes_as_asked_for(person: Person, media: str) -> None:
    await _told(person)
    sheet = await person.call("GET", "/report", headers={"Accept": media})
    assert sheet.status == 200
    assert sheet.headers["Content-Type"].startswith(media)
    assert sheet.headers["Vary"] == "Accept"
    assert len(sheet.body) > 100


async def test_data_is_what_comes_when_nothing_is_asked_for(person: Person) -> None:
    await _told(person)
    sheet = (await person.call("GET", "/report")).json
    assert sheet["conversation_id"] == person.id
    assert sheet["failure"]["type"] == "loss_of_response"
    assert {"answers", "drug_level", "options", "questions", "missing", "bring", "flags", "sources", "about"} <= set(
        sheet
    )


@pytest.mark.promise(44)
async def test_the_page_runs_no_script_and_only_its_own_style(person: Person) -> None:
    await _told(person)
    sheet = await person.call("GET", "/report", headers={"Accept": "text/html"})
    policy = sheet.headers["Content-Security-Policy"]
    styles = re.findall(r"<style[^>]*>(.*?)</style>", sheet.body.decode(), re.DOTALL)
    assert len(styles) == 1
    assert f"'sha256-{base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()}'" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert b"<b>MARKER" not in sheet.body


async def test_what_is_not_offered_is_refused_with_what_is(person: Person) -> None:
    refused = await person.call("GET", "/report", headers={"Accept": "application/msword"})
    assert refused.status == 406
    assert all(media in refused.json["detail"] for media in OFFERED)


async def test_no_sheet_before_consent(server: Server) -> None:
    person = await server.begin(consent=False)
    for media in OFFERED:
        refused = await person.call("GET", "/report", headers={"Accept": media})
        assert (refused.status, refused.json["type"]) == (409, "urn:second-line:consent-needed")


async def test_the_clinical_team_reads_it_in_its_own_words(person: Person) -> None:
    await _told(person)
    page = await person.call("GET", "/report?for=clinician", headers={"Accept": "text/html"})
    assert b"Secondary loss of response" in page.body
    assert b"<b>MARKER" not in page.body
    data, same = [await person.call("GET", f"/report{query}") for query in ("?for=clinician", "")]
    assert data.json["answers"] == same.json["answers"], "the facts are the same for every reader"
    assert (await person.call("GET", "/report?for=everybody")).status == 422


async def test_the_sheet_comes_as_a_pdf(person: Person) -> None:
    needs_weasyprint()
    await _told(person)
    sheet = await person.call("GET", "/report", headers={"Accept": "application/pdf"})
    assert (sheet.status, sheet.headers["Content-Type"]) == (200, "application/pdf")
    assert sheet.body.startswith(b"%PDF-")


async def test_a_server_that_cannot_make_a_pdf_says_what_else_helps(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)  # as where it is not installed
    refused = await person.call("GET", "/report", headers={"Accept": "application/pdf"})
    assert (refused.status, refused.json["type"]) == (501, "urn:second-line:format-unavailable")
    assert "use your browser's print" in refused.json["detail"]
    assert "libpango-1.0-0" in refused.json["detail"]


async def test_without_a_day_there_is_no_event_and_the_reason_is_said(person: Person) -> None:
    refused = await person.call("GET", "/report", headers={"Accept": "text/calendar"})
    assert (refused.status, refused.json["type"]) == (409, "urn:second-line:no-appointment-date")
    assert "Tell me the day of your appointment" in refused.json["detail"]
