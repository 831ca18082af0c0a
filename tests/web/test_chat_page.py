"""The chat page in a real browser: what a person sees, taps, hears, and what stays behind."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Download, Route, ViewportSize, expect

from tests.web.conftest import Server, serving
from tests.web.visitors import AXE, Visitor, visiting

AXE_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
PHONE = ViewportSize(width=390, height=844)
NARROW = ViewportSize(width=320, height=640)
MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script> my worry"
LOST = [r"net::ERR_(INTERNET_DISCONNECTED|FAILED|NETWORK_CHANGED)"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    async with serving(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture
async def visitor(browser: Browser, site: Server) -> AsyncIterator[Visitor]:
    async with visiting(browser, site, viewport=PHONE) as somebody:
        yield somebody


# --- looks: each situation, as axe and a narrow screen see it --------------------------------------------------------


async def at_the_start(visitor: Visitor) -> None:
    await expect(visitor.messages.first).to_contain_text("computer program")


async def in_the_middle(visitor: Visitor) -> None:
    for name in ("Yes, I agree", "For myself", "35 to 49", "Crohn's disease"):
        await visitor.tap(name)
    await visitor.write("why do you ask?")


async def at_a_date(visitor: Visitor) -> None:
    await visitor.answer_until("about.appointment")


async def at_several_choices(visitor: Visitor) -> None:
    await visitor.answer_until("preferences.priorities")
    await visitor.button("Works fast").click()


async def warned(visitor: Visitor) -> None:
    await visitor.tap("Yes, I agree")
    await visitor.write("I am bleeding heavily, the toilet is full of blood")
    await expect(visitor.page.get_by_role("alert")).to_be_visible()


async def asked_to_confirm(visitor: Visitor) -> None:
    await visitor.button("More").click()
    await visitor.button("Delete everything").click()


async def asked_for_a_code(visitor: Visitor) -> None:
    await visitor.button("More").click()
    await visitor.button("Go on elsewhere").click()
    await expect(visitor.page.locator("#code")).to_have_text(re.compile(r"\w{5}-\w{5}"))


async def at_the_sheet(visitor: Visitor) -> None:
    await visitor.answer_until("history.weeks_on")
    await visitor.page.get_by_role("link", name="My sheet").click()
    await expect(visitor.page.locator("#paper h1")).to_be_visible()


Situation = Callable[[Visitor], Awaitable[None]]
SITUATIONS: tuple[Situation, ...] = (
    at_the_start, in_the_middle, at_a_date, at_several_choices, warned, asked_to_confirm,
    asked_for_a_code, at_the_sheet,
)  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.__name__)
async def test_everybody_can_see_and_use_the_page(visitor: Visitor, situation: Situation) -> None:
    await situation(visitor)
    for scheme in ("light", "dark"):
        await visitor.page.emulate_media(color_scheme=scheme)
        assert await visitor.axe() == [], scheme
    assert await _too_small_to_tap(visitor) == []
    await visitor.page.set_viewport_size(NARROW)
    for size in ("100%", "200%"):
        await visitor.page.evaluate("(size) => { document.documentElement.style.fontSize = size }", size)
        assert await visitor.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], size
        assert await visitor.axe() == [], size


async def _too_small_to_tap(visitor: Visitor) -> list[tuple[str, int, int]]:
    boxes: list[tuple[str, int, int]] = await visitor.page.evaluate(
        "[...document.querySelectorAll('button, .button, input, textarea, .sources a')]"
        ".filter((element) => element.checkVisibility())"
        ".map((element) => [element.textContent, element.offsetWidth, element.offsetHeight])"
    )
    assert boxes
    return [(name, width, height) for name, width, height in boxes if width < 44 or height < 44]


async def test_the_menu_opens_without_moving_the_page(visitor: Visitor) -> None:
    await in_the_middle(visitor)
    await visitor.page.wait_for_timeout(600)
    before = await visitor.page.evaluate("scrollY")
    await visitor.button("More").click()
    await expect(visitor.button("Start over")).to_be_visible()
    assert await visitor.page.evaluate("scrollY") == before > 0


async def test_who_wants_no_motion_sees_none(browser: Browser, site: Server) -> None:
    moving = "getComputedStyle(document.querySelector('.message')).animationName"
    async with visiting(browser, site) as visitor:
        assert await visitor.page.evaluate(moving) == "arrive"
    async with visiting(browser, site, reduced_motion="reduce") as visitor:
        assert await visitor.page.evaluate(moving) == "none"


def test_axe_is_the_one_that_was_vendored() -> None:
    assert hashlib.sha256(AXE.read_bytes()).hexdigest() == AXE_SHA256
    assert AXE_SHA256 in (AXE.parent / "README.md").read_text(encoding="utf-8")


# --- answering -------------------------------------------------------------------------------------------------------


async def test_a_whole_conversation_by_keyboard_only(visitor: Visitor) -> None:
    page = visitor.page
    await visitor.press_until("Tab", "#messages .choice")
    await page.keyboard.press("Enter")
    for _ in range(45):
        await expect(page.locator("#messages > :last-child:not(.mine)")).to_be_attached()
        if await page.locator("#messages > .ready").count():
            break
        await _answer_by_keyboard(visitor)
    await visitor.press_until("Shift+Tab", ".ready a")
    await page.keyboard.press("Enter")
    await expect(page.locator("#paper h1")).to_be_visible()
    await visitor.press_until("Tab", "#print")


async def _answer_by_keyboard(visitor: Visitor) -> None:
    page, before = visitor.page, await visitor.messages.count()
    several = await page.locator("#messages > .question:last-child [aria-pressed]").count()
    if several:
        await visitor.press_until("Shift+Tab", ".question:last-child .choices button")
        await page.keyboard.press("Space")
        await visitor.press_until("Tab", ".question:last-child > button")
        await page.keyboard.press("Enter")
    elif await page.locator("#messages > .question:last-child").count():
        await visitor.press_until("Shift+Tab", ".question:last-child .choices button")
        await page.keyboard.press("Enter")
    else:
        await visitor.press_until("Tab", "#words")
        await page.keyboard.type("skip")
        await page.keyboard.press("Enter")
    await expect(visitor.messages.nth(before + 1)).to_be_attached()


async def test_after_a_choice_by_keyboard_the_next_choice_has_the_focus(visitor: Visitor) -> None:
    await visitor.tap("Yes, I agree")
    await visitor.press_until("Shift+Tab", ".question:last-child .choices button")
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.question.get_by_role("button").first).to_be_focused()


async def test_a_choice_by_touch_leaves_the_focus_alone(visitor: Visitor) -> None:
    await visitor.tap("Yes, I agree")
    await visitor.tap("For myself")
    assert not await visitor.focused(".question:last-child button, #words")


async def test_what_stands_alone_excludes_the_rest(visitor: Visitor) -> None:
    await visitor.answer_until("disease.outside_gut")
    toggles = visitor.question.locator("[aria-pressed]")
    send = visitor.button("Send my choices").last
    await expect(send).to_be_disabled()
    await toggles.nth(0).click()
    await toggles.nth(1).click()
    await toggles.last.click()
    await expect(visitor.question.locator("[aria-pressed=true]")).to_have_count(1)
    await toggles.nth(1).click()
    await expect(toggles.last).to_have_attribute("aria-pressed", "false")
    await visitor.tap("Send my choices")
    assert (await visitor.call("GET")).json["answers"]["disease.outside_gut"]["value"] == ["back"]


async def test_an_order_is_tapped_one_after_the_other(visitor: Visitor) -> None:
    await visitor.answer_until("preferences.priorities")
    for name in ("Low cost", "Works fast", "Getting off steroids"):
        await visitor.button(name).click()
    await expect(visitor.question.locator(".place [aria-hidden]")).to_have_text(["2", "3", "1"])
    await expect(visitor.button("Easy to fit into life")).to_be_disabled()
    await visitor.question.get_by_role("button", name="Works fast").click()
    await visitor.tap("Send this order")
    assert (await visitor.call("GET")).json["answers"]["preferences.priorities"]["value"] == ["cost", "off_steroids"]


async def test_a_day_is_picked(visitor: Visitor) -> None:
    await visitor.answer_until("about.appointment")
    await visitor.page.get_by_label("Pick a day").fill("2031-12-04")
    await visitor.tap("Send day")
    assert (await visitor.call("GET")).json["answers"]["about.appointment"]["value"] == "2031-12-04"
    await expect(visitor.page.get_by_label("Pick a day")).to_be_hidden()


@pytest.mark.parametrize(
    ("name", "status"), [("I don’t know", "unknown"), ("Skip", "skipped"), ("Rather not say", "declined")]
)
async def test_a_question_can_be_left_without_an_answer(visitor: Visitor, name: str, status: str) -> None:
    await expect(visitor.button(name)).to_be_hidden()
    await visitor.tap("Yes, I agree")
    await visitor.tap(name)
    assert (await visitor.call("GET")).json["answers"]["about.respondent"]["status"] == status


async def test_progress_is_told_in_words_too(visitor: Visitor) -> None:
    await expect(visitor.page.get_by_role("progressbar")).to_be_hidden()
    await visitor.tap("Yes, I agree")
    await visitor.tap("For myself")
    await expect(visitor.page.locator("#progress-text")).to_have_text(re.compile(r"1 answered, about \d+ left"))
    await expect(visitor.page.get_by_role("progressbar", name=re.compile("1 answered"))).to_be_visible()


async def test_an_old_button_offers_to_change_that_answer(visitor: Visitor) -> None:
    await visitor.tap("Yes, I agree")
    await visitor.tap("For myself")
    await visitor.tap("35 to 49")
    await visitor.tap("50 to 64")
    await expect(visitor.messages.last).to_contain_text("50 to 64")
    assert (await visitor.call("GET")).json["answers"]["about.age_band"]["value"] == "35_49"
    await visitor.tap("Yes")
    assert (await visitor.call("GET")).json["answers"]["about.age_band"]["value"] == "50_64"
    await expect(visitor.button("Yes (your choice)")).to_be_disabled()


async def test_consent_is_asked_once(visitor: Visitor) -> None:
    await visitor.tap("Yes, I agree")
    await expect(visitor.page.get_by_role("button", name="Yes, I agree")).to_be_disabled()


async def test_without_consent_the_page_goes_on_and_shows_every_answer(visitor: Visitor) -> None:
    await visitor.tap("No, do not keep anything")
    for _ in range(3):
        await visitor.write("what is a biologic?")
    assert await visitor.page.locator("#messages > .mine").count() == 4
    assert "what is a biologic?" not in await visitor.transcript()


# --- safety ----------------------------------------------------------------------------------------------------------


async def test_a_safety_message_stands_out_and_is_announced(visitor: Visitor) -> None:
    await warned(visitor)
    await expect(visitor.page.get_by_role("alert")).to_contain_text("needs help right now")
    standing = (await visitor.call("GET")).json
    await expect(visitor.page.locator(".legend")).to_have_text(standing["question"]["text"])
    await visitor.page.reload()
    await expect(visitor.page.get_by_role("alert")).to_contain_text("needs help right now")
    await visitor.tap(standing["question"]["choices"][0]["label"])
    assert (await visitor.call("GET")).json["status"] == "active"
    await expect(visitor.page.get_by_role("alert")).to_have_count(1)


async def test_the_page_says_what_it_is(visitor: Visitor) -> None:
    footer = visitor.page.get_by_role("contentinfo")
    for words in ("Not for emergencies", "computer program", "not reviewed", "delete"):
        await expect(footer).to_contain_text(words)


# --- what is typed is text -------------------------------------------------------------------------------------------


@pytest.mark.promise(31, 44)
async def test_markup_in_a_message_is_shown_as_text(visitor: Visitor) -> None:
    await visitor.answer_until("preferences.worry")
    await visitor.write(MARKUP)
    await expect(visitor.page.locator(".mine .text").last).to_have_text(MARKUP)
    await visitor.page.reload()
    await expect(visitor.page.locator(".mine .text").last).to_have_text(MARKUP)
    assert await visitor.page.locator("#log img, #log script").count() == 0
    await visitor.page.get_by_role("link", name="My sheet").click()
    await expect(visitor.page.locator("#paper")).to_contain_text(MARKUP)
    assert await visitor.page.locator("#paper img, #paper script").count() == 0


CITED = {
    "id": "m_cited",
    "seq": 99,
    "sender": "staff",
    "text": "A level test shows how much medicine is in the blood.",
    "citations": [
        {"id": "a", "label": "A review, 2016", "url": "https://example.org/review"},
        {"id": "b", "label": "A book, 2019", "url": None},
        {"id": "c", "label": "A trick", "url": "javascript:alert(1)"},
    ],
}


async def test_sources_are_links_under_the_message_and_only_to_the_web(visitor: Visitor) -> None:
    await visitor.page.evaluate("async (entry) => { (await import('/static/chat-log.js')).addEntry(entry) }", CITED)
    message = visitor.page.locator("#messages > .staff")
    await expect(message.locator(".who")).to_have_text("Your team")
    await expect(message.locator("a")).to_have_count(1)
    link = message.get_by_role("link", name="A review, 2016 (opens in a new tab)")
    await expect(link).to_have_attribute("href", "https://example.org/review")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await expect(message.get_by_role("listitem")).to_have_count(3)
    assert await visitor.axe() == []


# --- staying, coming back, leaving -----------------------------------------------------------------------------------


async def test_a_reload_resumes_where_the_person_was(visitor: Visitor) -> None:
    await visitor.answer_until("history.weeks_on")
    said = await visitor.messages.all_inner_texts()
    known = await visitor.session()
    await visitor.page.reload()
    await expect(visitor.messages).to_have_count(len(await visitor.transcript()))
    assert [text for text in await visitor.messages.all_inner_texts() if text not in said] == []
    assert await visitor.session() == known
    assert await visitor.page.evaluate("localStorage.length") == 0
    assert await visitor.page.evaluate("document.cookie") == ""
    await visitor.write("8 months")
    assert "history.weeks_on" in (await visitor.call("GET")).json["answers"]


async def test_a_new_tab_knows_nothing(browser: Browser, site: Server, visitor: Visitor) -> None:
    await visitor.tap("Yes, I agree")
    async with visiting(browser, site) as another:
        assert (await another.session() or {})["id"] != (await visitor.session() or {})["id"]


@pytest.mark.parametrize("way", ["button", "keys"])
async def test_leaving_quickly_clears_everything(visitor: Visitor, way: str) -> None:
    await visitor.tap("Yes, I agree")
    await visitor.write("my secret worry")
    if way == "button":
        await visitor.button("Leave quickly").click()
    else:
        await visitor.page.keyboard.press("Escape")
        await visitor.page.keyboard.press("Escape")
    await visitor.page.wait_for_url("**/static/away.html")
    assert await visitor.session() is None
    assert "Second Line" not in await visitor.page.content()
    await visitor.page.goto(visitor.server.address)
    await expect(visitor.button("Yes, I agree")).to_be_enabled()
    await expect(visitor.page.get_by_text("my secret worry")).to_have_count(0)


async def test_one_escape_is_not_leaving(visitor: Visitor) -> None:
    await visitor.page.keyboard.press("Escape")
    await visitor.page.wait_for_timeout(900)
    await visitor.page.keyboard.press("Escape")
    await visitor.tap("Yes, I agree")


async def test_everything_is_deleted_after_one_question(visitor: Visitor) -> None:
    await visitor.tap("Yes, I agree")
    kept = await visitor.session()
    assert kept
    await asked_to_confirm(visitor)
    await visitor.button("Keep my answers").click()
    assert (await visitor.call("GET")).status == 200
    await asked_to_confirm(visitor)
    await visitor.button("Yes, delete everything").click()
    await expect(visitor.page.locator("#over")).to_contain_text("deleted")
    await expect(visitor.messages).to_have_count(0)
    assert await visitor.session() is None
    key = {"Authorization": f"Bearer {kept['token']}"}
    assert (await visitor.server.call("GET", f"/v1/conversations/{kept['id']}", headers=key)).status == 404
    await visitor.button("Start a new conversation").click()
    await expect(visitor.button("Yes, I agree")).to_be_enabled()


async def test_forget_me_in_words_ends_the_conversation(browser: Browser, site: Server) -> None:
    async with visiting(browser, site, expected=["404"], viewport=PHONE) as visitor:
        await visitor.tap("Yes, I agree")
        await visitor.write("forget me")
        await visitor.button("Yes").last.click()
        await expect(visitor.page.locator("#over")).to_contain_text("deleted")
        assert await visitor.session() is None


async def test_hide_in_words_clears_the_page_and_deletes_nothing(visitor: Visitor) -> None:
    await visitor.answer_until("history.weeks_on")
    kept = await visitor.session()
    assert kept
    await visitor.page.locator("#words").fill("hide this")
    await visitor.page.keyboard.press("Enter")
    await visitor.page.wait_for_url("**/static/away.html")
    assert await visitor.session() is None
    key = {"Authorization": f"Bearer {kept['token']}"}
    assert (await visitor.server.call("GET", f"/v1/conversations/{kept['id']}", headers=key)).status == 200


async def test_a_code_opens_the_conversation_on_another_device(
    browser: Browser, site: Server, visitor: Visitor
) -> None:
    await visitor.answer_until("history.weeks_on")
    await asked_for_a_code(visitor)
    code = await visitor.page.locator("#code").inner_text()
    async with visiting(browser, site, expected=["404"], viewport=PHONE) as phone:
        await phone.button("More").click()
        await phone.button("Go on elsewhere").click()
        await phone.page.locator("#typed-code").fill(code.lower())
        await phone.button("Go on here").click()
        await expect(phone.messages.last).to_contain_text("first dose")
        await phone.write("2 years")
        await expect(visitor.messages.last).to_contain_text("worked for you")
        ours, theirs = await visitor.session(), await phone.session()
        assert ours
        assert theirs
        assert ours["id"] == theirs["id"]
        assert ours["token"] != theirs["token"]
        await phone.button("More").click()
        await phone.button("Go on elsewhere").click()
        await phone.page.locator("#typed-code").fill(code)
        await phone.button("Go on here").click()
        await expect(phone.page.locator("#devices-status")).to_contain_text("ask for a new one")


# --- a bad line ------------------------------------------------------------------------------------------------------


async def test_offline_words_are_kept_and_sent_once(browser: Browser, site: Server) -> None:
    async with visiting(browser, site, expected=LOST, viewport=PHONE) as visitor:
        await visitor.answer_until("history.weeks_on")
        await visitor.page.context.set_offline(True)
        await visitor.page.locator("#words").fill("8 months")
        await visitor.page.keyboard.press("Enter")
        await expect(visitor.page.locator("#status")).to_contain_text("emergency")
        await expect(visitor.page.locator(".unsent")).to_have_count(1)
        await visitor.page.context.set_offline(False)
        await expect(visitor.page.locator(".unsent")).to_have_count(0)
        assert (await visitor.transcript()).count("8 months") == 1
        await expect(visitor.messages.filter(has_text=re.compile("^8 months$"))).to_have_count(1)


async def test_an_answer_that_got_lost_comes_once_when_tried_again(browser: Browser, site: Server) -> None:
    async with visiting(browser, site, expected=LOST, viewport=PHONE) as visitor:
        await visitor.answer_until("history.weeks_on")
        sent = []

        async def lose_the_first_answer(route: Route) -> None:
            sent.append((route.request.post_data_json or {})["message_id"])
            answer = await route.fetch()
            await (route.abort() if len(sent) == 1 else route.fulfill(response=answer))

        await visitor.page.route("**/messages", lose_the_first_answer)
        await visitor.page.locator("#words").fill("8 months")
        await visitor.page.keyboard.press("Enter")
        await visitor.button("Try again").click()
        await expect(visitor.button("Try again")).to_be_hidden()
        await expect(visitor.question.get_by_role("button").first).to_be_visible()
        assert sent == [sent[0]] * 2
        stored = await visitor.transcript()
        assert stored.count("8 months") == 1
        await visitor.page.wait_for_timeout(500)
        shown = await visitor.messages.all_inner_texts()
        assert shown[-3:] == stored[-3:]
        assert shown.count("8 months") == 1


async def test_words_not_sent_survive_a_reload(browser: Browser, site: Server) -> None:
    async with visiting(browser, site, expected=LOST, viewport=PHONE) as visitor:
        await visitor.answer_until("history.weeks_on")
        await visitor.page.route("**/messages", lambda route: route.abort())
        await visitor.page.locator("#words").fill("8 months")
        await visitor.page.keyboard.press("Enter")
        await expect(visitor.page.locator(".unsent")).to_have_count(1)
        await visitor.page.unroute("**/messages")
        await visitor.page.reload()
        await expect(visitor.question.get_by_role("button").first).to_be_visible()
        assert (await visitor.transcript()).count("8 months") == 1


async def test_what_is_said_elsewhere_shows_up_once(visitor: Visitor) -> None:
    await visitor.tap("Yes, I agree")
    await visitor.tap("For myself")
    elsewhere = {"message_id": "another-device", "choice": "about.age_band=35_49"}
    assert (await visitor.call("POST", "/messages", json=elsewhere)).status == 200
    await expect(visitor.button("Crohn's disease")).to_be_visible()
    await visitor.tap("Crohn's disease")
    await visitor.page.wait_for_timeout(500)
    await expect(visitor.messages.filter(has_text=re.compile("^35 to 49$"))).to_have_count(1)
    await expect(visitor.messages.filter(has_text=re.compile("^Crohn's disease$"))).to_have_count(1)


# --- the sheet -------------------------------------------------------------------------------------------------------


async def test_the_sheet_opens_prints_and_is_saved(visitor: Visitor) -> None:
    await at_the_sheet(visitor)
    page = visitor.page
    await expect(page.locator("#chat")).to_be_hidden()
    await page.emulate_media(media="print")
    await expect(page.locator("#paper h1")).to_be_visible()
    await expect(page.locator(".bar")).to_be_hidden()
    await expect(page.locator(".tools")).to_be_hidden()
    await page.emulate_media(media="screen")
    async with page.expect_download() as saving:
        await visitor.button("Save as text").click()
    assert (await saving.value).suggested_filename == "my-sheet.txt"
    assert "nfliximab" in await _text_of(await saving.value)
    await page.go_back()
    await expect(visitor.messages.last).to_be_visible()
    assert await page.locator("#paper h1").count() == 0


async def test_before_consent_there_is_no_sheet_and_the_page_says_why(browser: Browser, site: Server) -> None:
    async with visiting(browser, site, expected=["409"], viewport=PHONE) as visitor:
        await visitor.page.get_by_role("link", name="My sheet").click()
        await expect(visitor.page.locator("#sheet-status")).to_contain_text("cannot be shown yet")
        await visitor.page.get_by_role("link", name="Back to the conversation").click()
        await visitor.tap("Yes, I agree")


async def test_everything_kept_can_be_downloaded(visitor: Visitor) -> None:
    await visitor.tap("Yes, I agree")
    await visitor.button("More").click()
    async with visitor.page.expect_download() as saving:
        await visitor.button("Download everything").click()
    assert (await visitor.session() or {})["id"] in await _text_of(await saving.value)


async def _text_of(download: Download) -> str:
    return await asyncio.to_thread((await download.path()).read_text, encoding="utf-8")
