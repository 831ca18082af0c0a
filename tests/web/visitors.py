"""People at the chat page: a real Chromium, a real server, and everything that would be wrong noticed."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, expect

from tests.web.conftest import Answered, Server

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
AXE_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": False}},  # takes what is half scrolled under the header for small; we measure
}
NOTICE_VIOLATIONS = """
addEventListener('securitypolicyviolation', (event) => console.error('CSP: ' + event.violatedDirective));
"""


AT_REST = """() => new Promise((done) => {
    let last;
    const look = () => (scrollY === last ? done() : ((last = scrollY), requestAnimationFrame(look)));
    requestAnimationFrame(look);
})"""
"""The page scrolls to what is new; a tap meanwhile may hit nothing."""


@dataclass
class Visitor:
    """Somebody with the page open. ``faults`` fills with what a browser complains of."""

    page: Page
    server: Server
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def messages(self) -> Locator:
        return self.page.locator("#messages > .message .text")

    @property
    def question(self) -> Locator:
        """The buttons asked last."""
        return self.page.locator("#messages > .question").last

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def tap(self, name: str) -> None:
        """Tap the newest button called ``name`` and wait for what it leads to."""
        before = await self.messages.count()
        await self.page.evaluate(AT_REST)
        await self.button(name).last.click()
        await expect(self.messages.nth(before + 1)).to_be_attached()

    async def write(self, text: str) -> None:
        """Write ``text``, send it with Enter, and wait for the answer."""
        before = await self.messages.count()
        await self.page.locator("#words").fill(text)
        await self.page.keyboard.press("Enter")
        await expect(self.messages.nth(before + 1)).to_be_attached()

    async def answer_until(self, slot: str) -> None:
        """Agree, answer on another device until the question ``slot`` is asked, and come back to the page."""
        await self.tap("Yes, I agree")
        said = {"about.age_band": "42", "about.diagnosis": "Crohn's", "history.anti_tnf": "infliximab"}
        for number in range(40):
            state = (await self.call("GET")).json["state"]
            if state == slot:
                break
            message = {"message_id": f"elsewhere-{number}", "text": said.get(state, "skip")}
            assert (await self.call("POST", "/messages", json=message)).status == 200
        else:
            raise AssertionError(f"{slot} was never asked")
        await self.page.reload()
        await expect(self.messages).to_have_count(len(await self.transcript()))

    async def session(self) -> dict[str, Any] | None:
        """What the tab remembers."""
        kept: dict[str, Any] | None = await self.page.evaluate("JSON.parse(sessionStorage.getItem('second-line'))")
        return kept

    async def call(self, method: str, part: str = "", **options: Any) -> Answered:
        """A call of this visitor's conversation from another device."""
        kept = await self.session()
        assert kept
        headers = {"Authorization": f"Bearer {kept['token']}", **options.pop("headers", {})}
        return await self.server.call(method, f"/v1/conversations/{kept['id']}{part}", headers=headers, **options)

    async def transcript(self) -> list[str]:
        answered = await self.call("GET", "/messages?limit=200")
        return [message["text"] for message in answered.json["messages"]]

    async def axe(self) -> list[str]:
        """Accessibility violations of the page as it stands."""
        await self.page.evaluate("Promise.all(document.getAnimations().map((animation) => animation.finished))")
        await self.page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
        found = await self.page.evaluate("(rules) => axe.run(document, rules)", AXE_RULES)
        assert found["passes"], "axe looked at nothing"
        return [
            f"{violation['id']} ({violation['impact']}): {node['target']} {node['failureSummary']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    async def focused(self, selector: str) -> bool:
        matches: bool = await self.page.evaluate("(css) => document.activeElement.matches(css)", selector)
        return matches

    async def press_until(self, key: str, selector: str) -> None:
        """Press ``key`` until what has the focus is ``selector``."""
        for _ in range(250):
            if await self.focused(selector):
                return
            await self.page.keyboard.press(key)
        raise AssertionError(f"{key} never reaches {selector}")


@asynccontextmanager
async def visiting(
    browser: Browser,
    server: Server,
    expected: Sequence[str] = (),
    path: str = "/",
    ready: str = "Yes, I agree",
    **context: Any,
) -> AsyncIterator[Visitor]:
    """Open the page; on leaving, fail if anything was logged but ``expected``, or asked of another origin.

    It is open when it has a button called ``ready``.
    """
    room = await browser.new_context(**context)
    room.set_default_timeout(10_000)
    visitor = Visitor(await room.new_page(), server)
    await room.add_init_script(NOTICE_VIOLATIONS)
    visitor.page.on("console", lambda message: _note(visitor, message))
    visitor.page.on("pageerror", lambda error: visitor.faults.append(str(error)))
    visitor.page.on("dialog", lambda dialog: visitor.faults.append(f"dialog: {dialog.message}"))
    visitor.page.on("request", lambda request: visitor.requests.append(request.url))
    try:
        await visitor.page.goto(server.address + path)
        await expect(visitor.button(ready)).to_be_visible()
        yield visitor
        faults = [fault for fault in visitor.faults if not any(re.search(each, fault) for each in expected)]
        assert not faults, faults
        outside = [url for url in visitor.requests if not url.startswith((server.address + "/", "blob:"))]
        assert not outside, outside
    finally:
        await room.close()


def _note(visitor: Visitor, message: ConsoleMessage) -> None:
    if message.type in ("error", "warning"):
        visitor.faults.append(f"{message.text} {message.location.get('url', '')}")
