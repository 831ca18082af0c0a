"""The sheet in a browser, and the form it fills in the widget that hospitals show such forms with."""

from __future__ import annotations

import base64
import hashlib
import json
import tarfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route

from assistant.conversations import Answer, Certainty, Flag, Tier
from assistant.reports import html
from assistant.reports.fhir import bundle
from tests.browser import missing
from tests.reports.people import BURDENED, CONTENT, FULL, WORDY, sheet
from tests.web.visitors import AXE, AXE_RULES

HOME = "http://sheet.example/"
SOON = (Flag(id="tell_team", tier=Tier.SOON),)
SIZES = ({"width": 1280, "height": 900}, {"width": 390, "height": 844}, {"width": 320, "height": 640})

LFORMS = Path(__file__).parents[2] / "node_modules" / "lforms-40.1.3.tgz"
LFORMS_SHA512 = "WLruTm+BcVnafC0rSAQ3/cNqhxvclBUxyBG68aub/uha2NaK9H8ZZcEXTTuORuGzzCt0wa7fvhuieZtcDIdPzQ=="
FETCH = "mkdir -p node_modules && npm pack lforms@40.1.3 --pack-destination node_modules"
FORM = """<!doctype html><html lang="en"><head><title>Form</title></head><body><div id="form"></div>
<script src="webcomponent/assets/lib/zone.min.js"></script>
<script src="webcomponent/runtime.js" type="module"></script>
<script src="webcomponent/polyfills.js" type="module"></script>
<script src="webcomponent/main.js" type="module"></script>
<script src="fhir/R4/lformsFHIR.min.js" type="module"></script></body></html>"""
SHOW = """([asked, answered]) => {
  const form = LForms.Util.convertFHIRQuestionnaireToLForms(asked, 'R4');
  const filled = LForms.Util.mergeFHIRDataIntoLForms('QuestionnaireResponse', answered, form, 'R4');
  return LForms.Util.addFormToPage(filled, 'form');
}"""


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page that must not complain."""
    opened = await browser.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield opened
    await opened.close()
    assert faults == []


async def show(page: Page, source: str, files: dict[str, bytes]) -> list[str]:
    """Open ``source`` with nothing behind it but ``files``; the list fills with what else is asked for."""
    outside: list[str] = []

    async def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOME)
        if path in files:
            await route.fulfill(body=files[path], content_type="text/javascript")
        elif path:
            outside.append(route.request.url)
            await route.abort()
        else:
            await route.fulfill(body=source, content_type="text/html; charset=utf-8")

    await page.route("**/*", answer)
    await page.goto(HOME)
    return outside


# --- the sheet itself -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answers", [{}, FULL, BURDENED, WORDY], ids=["nothing", "everything", "much", "many words"])
async def test_everybody_can_read_the_sheet_and_it_asks_for_nothing(page: Page, answers: dict[str, Any]) -> None:
    outside = await show(page, html.render(sheet(answers, flags=SOON), CONTENT), {})
    await page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    for size in SIZES:
        await page.set_viewport_size(size)  # type: ignore[arg-type]  # a dict will do
        found = await page.evaluate("(rules) => axe.run(document, rules)", AXE_RULES)
        assert found["passes"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == [], size
        assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"], size
    assert outside == []


async def test_each_fact_of_daily_life_is_announced_with_its_medicine_and_its_column(page: Page) -> None:
    await show(page, html.render(sheet(FULL), CONTENT), {})
    table = page.get_by_role("table", name=CONTENT.words("en").phrases["report.grid"][0])
    assert await table.get_by_role("columnheader").count() == 6
    row = table.get_by_role("row", name="natalizumab")
    assert await row.get_by_role("rowheader").count() == 1
    assert "may clash" in await row.get_by_role("cell").nth(0).inner_text()


# --- the form ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def widget() -> dict[str, bytes]:
    """The files of the forms widget (LHC-Forms), out of its package as it was published."""
    if not LFORMS.exists():
        missing(f"no widget to show the form with: run {FETCH}")
    digest = hashlib.sha512(LFORMS.read_bytes()).digest()
    assert base64.b64encode(digest).decode() == LFORMS_SHA512
    folder = "package/dist/lforms/"
    with tarfile.open(LFORMS) as package:
        names = [name for name in package.getnames() if name.startswith(folder) and name.endswith(".js")]
        return {name.removeprefix(folder): package.extractfile(name).read() for name in names}  # type: ignore[union-attr]


def resources(answers: dict[str, Any]) -> list[dict[str, Any]]:
    """What was asked and what was answered."""
    entries = json.loads(bundle.render(sheet(answers), CONTENT))["entry"]
    kinds = {entry["resource"]["resourceType"]: entry["resource"] for entry in entries}
    return [kinds["Questionnaire"], kinds["QuestionnaireResponse"]]


def answered(response: dict[str, Any]) -> dict[str, list[Any]]:
    """Question -> values; what has none is left out."""
    found = {item["linkId"]: item.get("answer", []) for group in response["item"] for item in group.get("item", ())}
    return {
        name: [{key: value for key, value in answer.items() if key != "extension"} for answer in answers]
        for name, answers in found.items()
        if answers
    }


HEDGED = FULL | {
    "tests.drug_level": Answer(value="low", status=Certainty.UNSURE),
    "tests.antibodies": Answer(status=Certainty.UNKNOWN),
    "health.smoking": Answer(status=Certainty.DECLINED),
}


@pytest.mark.parametrize("answers", [FULL, BURDENED, HEDGED], ids=["everything told", "much told", "not all sure"])
async def test_the_form_is_shown_with_every_answer_in_its_place(
    page: Page, widget: dict[str, bytes], answers: dict[str, Any]
) -> None:
    asked, response = resources(answers)
    outside = await show(page, FORM, widget)
    await page.wait_for_function("window.LForms?.FHIR?.R4")
    await page.evaluate(SHOW, [asked, response])
    await page.locator("#form .lhc-form-title").wait_for()
    await page.wait_for_function("document.querySelectorAll('#form .lhc-question').length > 20")
    shown = await page.locator("#form").inner_text()
    titles = [group["text"] for group in asked["item"]]
    assert asked["title"] in shown
    assert all(title in shown for title in titles)
    questions = {item["linkId"]: item["text"] for group in asked["item"] for item in group["item"]}
    assert all(questions[name] in shown for name in answered(response)), "a question that was answered is not hidden"
    back = await page.evaluate("LForms.Util.getFormFHIRData('QuestionnaireResponse', 'R4')")
    assert answered(back) == answered(response)
    assert outside == []
