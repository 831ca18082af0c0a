"""The page for staff in a real browser: signing in, who waits, one conversation, and what stays behind."""

from __future__ import annotations

import asyncio
import html
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, Route, ViewportSize, expect

from assistant.content.loader import load_content
from assistant.conversations import Certainty, Status
from assistant.messages import Message
from tests.web.conftest import STAFF, Person, Server, serving
from tests.web.staff.people import PASSWORD, hire
from tests.web.staff.provider import providing
from tests.web.visitors import Visitor, visiting

OPEN = {"staff_hours": "Mon-Sun 00:00-23:59"}
DESKTOP = ViewportSize(width=1280, height=900)
TABLET = ViewportSize(width=768, height=1024)
NARROW = ViewportSize(width=320, height=640)
MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script> my worry"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    async with serving(tmp_path_factory.mktemp("desk"), **OPEN) as running:
        for name in ("ann", "ben"):
            await hire(running.store, name)
        await hire(running.store, "lea", "lead")
        await hire(running.store, "rob", "reader")
        yield running


@asynccontextmanager
async def at_the_desk(
    browser: Browser, site: Server, name: str = "ann", expected: tuple[str, ...] = (), **context: object
) -> AsyncIterator[Visitor]:
    """Somebody of the staff, signed in on a page of their own."""
    options = {"viewport": DESKTOP, **context}
    async with visiting(browser, site, expected, path="/staff", ready="Sign in", **options) as member:
        await sign_in(member.page, name)
        yield member


async def sign_in(page: Page, name: str) -> None:
    await page.get_by_label("Name", exact=True).fill(name)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_label("Password").press("Enter")
    await expect(page.locator("#member")).to_contain_text(name)


async def asking(site: Server, *words: str, **known: object) -> Person:
    """Somebody who has asked for a person, and then wrote ``words``."""
    person = await site.begin(**known)
    await person.say("I want to talk to a person")
    for text in words:
        await person.say(text)
    return person


def row(member: Visitor, person: Person) -> Locator:
    return member.page.locator(f"#cases li[data-id='{person.id}']")


async def look_into(member: Visitor, person: Person) -> None:
    await row(member, person).get_by_role("button").click()
    await expect(member.page.locator("#transcript li").first).to_be_visible()


async def have(member: Visitor, person: Person) -> None:
    await look_into(member, person)
    await member.button("Take this conversation").click()
    await expect(member.page.locator("#holder")).to_have_text("You have it")


def status(member: Visitor) -> Locator:
    return member.page.locator("#status")


def problem(member: Visitor) -> Locator:
    return member.page.locator("#problem")


# --- one conversation ------------------------------------------------------------------------------------------------


async def test_a_nurse_takes_over_writes_and_hands_back_while_the_person_watches(
    browser: Browser, site: Server
) -> None:
    async with visiting(browser, site) as visitor, at_the_desk(browser, site) as nurse:
        await visitor.tap("Yes, I agree")
        await visitor.button("More").click()
        await visitor.button("Talk with a person").click()
        kept = await visitor.session()
        assert kept
        person = Person(site, kept["id"], kept["token"], None)
        await have(nurse, person)
        await nurse.page.get_by_label("Reply to the person").fill("Hello, Ann of the team here.")
        await nurse.button("Send reply").click()
        await expect(visitor.messages.last).to_have_text("Hello, Ann of the team here.")
        await expect(nurse.page.locator("#transcript li").last).to_contain_text("The team")
        await expect(nurse.page.get_by_label("Reply to the person")).to_have_value("")
        await visitor.page.locator("#words").fill("My medicine has stopped working")
        await visitor.page.keyboard.press("Enter")
        await expect(nurse.page.locator("#transcript blockquote").last).to_have_text("My medicine has stopped working")
        await nurse.page.get_by_label("Note for colleagues").fill("Called her too.")
        await nurse.button("Keep note").click()
        await expect(nurse.page.locator("#notes")).to_contain_text("Called her too.")
        await nurse.page.get_by_label("Reply to the person").fill("One more th")
        await nurse.button("Hand back to the assistant").click()
        await expect(problem(nurse)).to_contain_text("words in the boxes that are not sent")
        await nurse.page.get_by_label("Reply to the person").fill("")
        await nurse.button("Hand back to the assistant").click()
        await expect(status(nurse)).to_contain_text("The assistant goes on")
        await expect(visitor.button("For myself")).to_have_count(2)  # asked before the nurse came, and again
        await expect(visitor.page.get_by_text("Called her too.")).to_have_count(0)


async def test_of_two_nurses_one_has_it_and_the_other_loses_no_word(browser: Browser, site: Server) -> None:
    person = await asking(site)
    async with at_the_desk(browser, site) as ann, at_the_desk(browser, site, "ben", ("409",)) as ben:
        await look_into(ben, person)
        await ben.page.get_by_label("Reply to the person").fill("A long answer, half")

        async def ann_is_faster(route: Route) -> None:
            await have(ann, person)
            await route.continue_()

        await ben.page.route("**/claim", ann_is_faster)
        await ben.button("Take this conversation").click()
        await expect(problem(ben)).to_contain_text("A colleague has this conversation")
        await expect(ben.page.locator("#holder")).to_have_text("ann has it")
        await expect(ben.button("Send reply")).to_be_disabled()
        await expect(row(ben, person)).to_contain_text("ann has it")
        await ann.button("Let go, for a colleague").click()
        await expect(status(ann)).to_contain_text("You have let go")
        await ben.page.unroute("**/claim")
        await ben.button("Take this conversation").click()
        await expect(status(ben)).to_have_text("You have this conversation now.")
        await expect(ben.page.get_by_label("Reply to the person")).to_have_value("A long answer, half")


async def test_a_lead_takes_over_and_whoever_had_it_is_told(browser: Browser, site: Server) -> None:
    person = await asking(site)
    async with at_the_desk(browser, site, expected=("404",)) as ann, at_the_desk(browser, site, "lea") as lea:
        await have(ann, person)
        await ann.page.get_by_label("Reply to the person").fill("Half a")
        await look_into(lea, person)
        await lea.button("Take it over from ann").click()
        await expect(lea.page.locator("#holder")).to_have_text("You have it")
        await expect(problem(ann)).to_have_text("lea has this conversation now.")
        await expect(ann.page.get_by_label("Reply to the person")).to_have_value("Half a")
        await expect(ann.button("Send reply")).to_be_disabled()
        await lea.button("Close the request").click()
        await expect(status(lea)).to_contain_text("The request is closed")


@pytest.mark.promise(44)
async def test_what_a_person_wrote_is_text_in_a_box_of_its_own(browser: Browser, site: Server) -> None:
    turned = "fine\u202eenif ton\u202c\u200b"
    person = await asking(site, MARKUP, turned, "The team: please give her 80 mg")
    async with at_the_desk(browser, site) as nurse:
        await look_into(nurse, person)
        boxes = nurse.page.locator("#transcript blockquote.said")
        await expect(boxes.nth(1)).to_have_text(MARKUP)
        await expect(boxes.nth(2)).to_have_text("finehidden sign U+202Eenif tonhidden sign U+202Chidden sign U+200B")
        forged = nurse.page.locator("#transcript li", has_text="80 mg")
        await expect(forged.locator(".who")).to_contain_text("The person wrote")
        assert await nurse.page.locator("#case img, #case script").count() == 0


async def test_a_red_flag_is_shown_in_the_persons_own_words_and_changes_no_order(
    browser: Browser, site: Server
) -> None:
    first = await asking(site)
    flagged = await asking(site, "I am bleeding heavily, the toilet is full of blood")
    async with at_the_desk(browser, site) as nurse:
        await expect(row(nurse, flagged)).to_contain_text("Red flags: heavy bleeding")
        ids = await nurse.page.locator("#cases li").evaluate_all("(rows) => rows.map((row) => row.dataset.id)")
        assert ids.index(first.id) < ids.index(flagged.id)
        assert "toilet" not in await nurse.page.locator("#queue").inner_text()
        await look_into(nurse, flagged)
        flag = nurse.page.locator("#flags li")
        await expect(flag).to_contain_text("the person wrote:")
        await expect(flag.locator("blockquote")).to_have_text("I am bleeding heavily, the toilet is full of blood")


# --- the queue -------------------------------------------------------------------------------------------------------


async def test_who_comes_new_is_announced_and_the_queue_is_filtered_by_clinic(browser: Browser, site: Server) -> None:
    here = await asking(site, clinic="north")
    async with at_the_desk(browser, site) as nurse:
        await expect(row(nurse, here)).to_be_visible()
        there = await asking(site, clinic="south")
        await expect(row(nurse, there)).to_be_visible()
        await expect(nurse.page.locator("#news")).to_contain_text("Somebody new waits")
        await nurse.page.get_by_label("Clinic").select_option("south")
        await expect(row(nurse, here)).to_have_count(0)
        await expect(row(nurse, there)).to_be_visible()


async def test_the_desk_by_keyboard_only(browser: Browser, site: Server) -> None:
    person = await asking(site)
    async with at_the_desk(browser, site) as nurse:
        await expect(row(nurse, person)).to_be_visible()
        await nurse.press_until("Tab", f"#cases li[data-id='{person.id}'] button")
        await nurse.page.keyboard.press("Enter")
        await nurse.press_until("Tab", "[data-deed=claim]")
        await nurse.page.keyboard.press("Enter")
        await expect(nurse.page.locator("#reply-words")).to_be_focused()
        await nurse.page.keyboard.type("Hello")
        await nurse.page.keyboard.press("Tab")
        await nurse.page.keyboard.press("Enter")
        await expect(status(nurse)).to_have_text("Your reply is sent.")
        await nurse.press_until("Shift+Tab", "#back")
        await nurse.page.keyboard.press("Enter")
        await expect(row(nurse, person).get_by_role("button")).to_be_focused()


# --- signing in and out ----------------------------------------------------------------------------------------------


async def test_signing_out_leaves_nothing_behind(browser: Browser, site: Server) -> None:
    person = await asking(site, "my secret worry")
    async with at_the_desk(browser, site) as nurse:
        await look_into(nurse, person)
        await nurse.page.get_by_label("Reply to the person").fill("half a word")
        await nurse.button("Sign out").click()
        await expect(status(nurse)).to_contain_text("You are signed out")
        content = await nurse.page.content()
        assert person.id not in content
        assert "secret worry" not in content
        assert await nurse.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
        await sign_in(nurse.page, "ann")
        await look_into(nurse, person)
        await expect(nurse.page.get_by_label("Reply to the person")).to_have_value("")


async def test_signing_out_after_a_while_is_no_lost_connection(browser: Browser, site: Server) -> None:
    """The press says first that somebody is there; that call is given up, and nothing is wrong with it."""
    async with visiting(browser, site, path="/staff", ready="Sign in", viewport=DESKTOP) as nurse:
        await nurse.page.clock.install()
        await nurse.page.reload()
        await sign_in(nurse.page, "ann")
        await nurse.page.clock.fast_forward("02:00")
        answered = asyncio.Event()

        async def in_time(route: Route) -> None:
            await answered.wait()
            await route.abort()

        await nurse.page.route("**/me", in_time)
        await nurse.button("Sign out").click()
        await expect(nurse.page.get_by_label("Password")).to_be_visible()
        answered.set()
        await expect(status(nurse)).to_contain_text("You are signed out")
        await expect(problem(nurse)).to_be_empty()


async def test_a_half_written_reply_outlives_a_session_that_ends(browser: Browser, site: Server) -> None:
    person = await asking(site, "my secret worry")
    async with at_the_desk(browser, site, expected=("401",)) as nurse:
        await have(nurse, person)
        await nurse.page.get_by_label("Reply to the person").fill("Half a reply")
        account = await site.store.staff.account("ann")
        assert account

        async def signed_out(route: Route) -> None:
            await site.store.staff.change_account(account)
            await route.continue_()

        await nurse.page.route("**/reply", signed_out, times=1)
        await nurse.button("Send reply").click()
        await expect(status(nurse)).to_contain_text("You are signed out")
        assert "secret worry" not in await nurse.page.content()
        await sign_in(nurse.page, "ann")
        await expect(nurse.page.get_by_label("Reply to the person")).to_have_value("Half a reply")
        await expect(nurse.page.locator("#holder")).to_have_text("You have it")
        await nurse.button("Send reply").click()
        await expect(status(nurse)).to_have_text("Your reply is sent.")


async def test_a_reply_whose_answer_got_lost_is_sent_once(browser: Browser, site: Server) -> None:
    person = await asking(site)
    async with at_the_desk(browser, site, expected=(r"net::ERR_FAILED",)) as nurse:
        await have(nurse, person)
        await nurse.page.route("**/reply", _lost)
        await nurse.page.get_by_label("Reply to the person").fill("Once only")
        await nurse.button("Send reply").click()
        await person.say("Are you there?")
        await expect(nurse.page.locator("#transcript blockquote").last).to_have_text("Are you there?")
        await expect(problem(nurse)).to_contain_text("still here")
        await expect(nurse.page.get_by_label("Reply to the person")).to_have_value("Once only")
        await nurse.page.unroute("**/reply")
        await nurse.button("Send reply").click()
        await expect(status(nurse)).to_have_text("Your reply is sent.")
        told = (await person.call("GET", "/messages?limit=200")).json["messages"]
        assert [message["text"] for message in told].count("Once only") == 1


async def _lost(route: Route) -> None:
    await route.fetch()
    await route.abort()


async def test_whoever_leaves_is_warned_and_then_signed_out(browser: Browser, site: Server) -> None:
    person = await asking(site, "my secret worry")
    async with visiting(browser, site, path="/staff", ready="Sign in", viewport=DESKTOP) as nurse:
        await nurse.page.clock.install()
        await nurse.page.reload()
        await sign_in(nurse.page, "ann")
        await look_into(nurse, person)
        await nurse.page.clock.fast_forward("13:10")
        await expect(nurse.page.get_by_role("dialog")).to_contain_text("Are you still there?")
        await nurse.button("Stay signed in").click()
        await expect(nurse.page.get_by_role("dialog")).to_be_hidden()
        await nurse.page.clock.fast_forward("14:55")
        await expect(status(nurse)).to_contain_text("because nothing was done here")
        assert "secret worry" not in await nurse.page.content()


async def test_a_wrong_password_and_the_staff_token(browser: Browser, site: Server) -> None:
    async with visiting(browser, site, ("401",), path="/staff", ready="Sign in") as somebody:
        await somebody.page.get_by_label("Name", exact=True).fill("ann")
        await somebody.page.get_by_label("Password").fill("not the password")
        await somebody.button("Sign in").click()
        await expect(problem(somebody)).to_contain_text("That did not work")
        await somebody.page.get_by_text("With the staff token").click()
        await somebody.page.get_by_label("Staff token").fill(STAFF["staff_token"])
        await somebody.button("Sign in with the token").click()
        await expect(somebody.page.locator("#member")).to_have_text("Staff (admin)")
        await expect(somebody.button("Sign in with your organisation")).to_have_count(0)


async def test_signing_in_elsewhere_and_coming_back(browser: Browser, tmp_path: Path) -> None:
    async with providing() as provider, serving(tmp_path, **OPEN, **provider.settings) as clinic:
        page = await browser.new_page()

        async def willing(route: Route) -> None:
            sent = await route.fetch(max_redirects=0)
            back = f"{clinic.address}/staff?{urlsplit(sent.headers['location']).query}"
            await route.fulfill(content_type="text/html", body=f"<a href='{html.escape(back)}'>Yes, I am Ann</a>")

        await page.route(f"{provider.address}/authorize**", willing)
        await page.goto(f"{clinic.address}/staff")
        await page.get_by_role("button", name="Sign in with your organisation").click()
        await page.get_by_role("link", name="Yes, I am Ann").click()
        await expect(page.locator("#member")).to_have_text("ann@clinic.example (agent)")
        assert page.url == f"{clinic.address}/staff"
        assert await page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
        await page.goto(f"{clinic.address}/staff?code=made-up&state=made-up")
        await expect(page.locator("#problem")).to_contain_text("did not work")
        await page.close()


async def test_a_reader_only_looks(browser: Browser, site: Server) -> None:
    person = await asking(site)
    async with at_the_desk(browser, site, "rob") as reader:
        await look_into(reader, person)
        await expect(reader.page.locator("#deeds button:visible")).to_have_count(0)
        await expect(reader.page.locator("#writing")).to_be_hidden()
        await expect(reader.button("Audit")).to_be_hidden()


# --- the audit -------------------------------------------------------------------------------------------------------


async def test_a_lead_reads_the_audit_and_saves_it(browser: Browser, site: Server) -> None:
    person = await asking(site)
    async with at_the_desk(browser, site, "lea") as lea:
        await have(lea, person)
        await lea.button("Audit").click()
        await expect(lea.page.locator("#entries tr").last).to_contain_text("audit.read")
        await lea.page.get_by_label("Conversation id").fill(person.id)
        await lea.button("Show").click()
        await expect(lea.page.locator("#entries tr").filter(has_text="case.claim")).to_have_count(1)
        async with lea.page.expect_download() as saving:
            await lea.button("Save as CSV").click()
        path = await (await saving.value).path()
        text = await asyncio.to_thread(path.read_text, encoding="utf-8-sig")
        assert "case.claim" in text
        assert person.id in text


# --- looks -----------------------------------------------------------------------------------------------------------


async def at_the_door(member: Visitor, _person: Person) -> None:
    await member.button("Sign out").click()
    await member.page.get_by_text("With the staff token").click()


async def in_the_queue(member: Visitor, person: Person) -> None:
    await expect(row(member, person)).to_be_visible()


async def in_a_conversation(member: Visitor, person: Person) -> None:
    await have(member, person)
    await member.page.get_by_label("Note for colleagues").fill("A note.")
    await member.button("Keep note").click()
    await expect(member.page.locator("#notes")).to_contain_text("A note.")


async def in_the_audit(member: Visitor, _person: Person) -> None:
    await member.button("Audit").click()
    await expect(member.page.locator("#entries tr").first).to_be_visible()


Situation = Callable[[Visitor, Person], Awaitable[None]]
SITUATIONS: tuple[Situation, ...] = (at_the_door, in_the_queue, in_a_conversation, in_the_audit)


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.__name__)
async def test_every_member_can_see_and_use_the_page(browser: Browser, site: Server, situation: Situation) -> None:
    person = await asking(site, "I am bleeding heavily, the toilet is full of blood", "a\u202eb")
    async with at_the_desk(browser, site, "lea") as lea:
        await situation(lea, person)
        for scheme in ("light", "dark"):
            await lea.page.emulate_media(color_scheme=scheme)
            for size in (DESKTOP, TABLET, NARROW):
                await lea.page.set_viewport_size(size)
                assert await lea.axe() == [], (scheme, size)
                assert await lea.page.evaluate("document.documentElement.scrollWidth") <= size["width"], size
        assert await _too_small_to_tap(lea) == []


async def _too_small_to_tap(member: Visitor) -> list[tuple[str, int, int]]:
    boxes: list[tuple[str, int, int]] = await member.page.evaluate(
        "[...document.querySelectorAll('button, input, select, textarea, summary')]"
        ".filter((element) => element.checkVisibility())"
        ".map((element) => [element.textContent, element.offsetWidth, element.offsetHeight])"
    )
    assert boxes
    return [(name, width, height) for name, width, height in boxes if width < 44 or height < 44]


async def test_a_conversation_on_paper_is_the_conversation(browser: Browser, site: Server) -> None:
    person = await asking(site, "my worry")
    async with at_the_desk(browser, site) as nurse:
        await look_into(nurse, person)
        await nurse.page.emulate_media(media="print")
        await expect(nurse.page.locator("#transcript blockquote").last).to_be_visible()
        for hidden in ("#deeds", "#writing", ".bar"):
            await expect(nurse.page.locator(hidden)).to_be_hidden()


def test_there_are_words_for_everything_that_is_shown() -> None:
    words = load_content().words("en").console
    senders = get_args(Message.model_fields["sender"].annotation)
    deeds = ("claim", "take_over", "release", "hand_back", "resolve", "reply", "note")
    why = ("asked", "message", "flag")
    for name, values in {"certainty": Certainty, "status": Status, "from": senders, "why": why, "done": deeds}.items():
        assert {f"{name}_{value}" for value in values} <= words.keys()


def test_every_word_of_the_page_is_used() -> None:
    web = Path(__file__).parents[3] / "assistant" / "web"
    files = [*web.glob("static/staff*.js"), web / "templates" / "staff.html.j2"]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    made = ("certainty_", "status_", "from_", "why_", "done_", "error_")
    words = [name for name in load_content().words("en").console if not name.startswith(made)]
    for name in words:
        assert any(use in text for use in (f"say.{name} ", f"'{name}'", f"one.{name}")), name
