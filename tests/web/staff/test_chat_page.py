"""The team as somebody at the chat page sees it: brought in, writing, gone again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.web.conftest import STAFF_KEY, serving
from tests.web.visitors import Visitor, visiting


async def staff(visitor: Visitor, deed: str, **body: object) -> None:
    kept = await visitor.session()
    assert kept
    path = f"/v1/staff/conversations/{kept['id']}/{deed}"
    answered = await visitor.server.call("POST", path, headers=STAFF_KEY, json=body)
    assert answered.status == 200, answered.body


@pytest.mark.asyncio(loop_scope="session")
async def test_somebody_of_the_team_writes_on_the_page_and_goes_again(browser: Browser, tmp_path: Path) -> None:
    async with serving(tmp_path, staff_hours="Mon-Sun 00:00-23:59") as site, visiting(browser, site) as visitor:
        await visitor.tap("Yes, I agree")
        await visitor.button("More").click()
        await visitor.button("Talk with a person").click()
        await expect(visitor.messages.last).to_contain_text("carry on without them")
        await expect(visitor.page.locator("#status")).to_contain_text("with your team")
        await staff(visitor, "claim")
        await staff(visitor, "reply", message_id="1", text="Hello, <b>Ana</b> of the team here.")
        await expect(visitor.messages.last).to_have_text("Hello, <b>Ana</b> of the team here.")
        await visitor.page.locator("#words").fill("My medicine has stopped working")
        await visitor.page.keyboard.press("Enter")
        await expect(visitor.messages.last).to_have_text("My medicine has stopped working")
        await expect(visitor.button("Carry on without them")).to_have_count(1)
        await expect(visitor.button("Carry on without them")).to_be_enabled()
        assert await visitor.axe() == []
        await staff(visitor, "release", back_to_assistant=True)
        await expect(visitor.button("For myself")).to_have_count(1)
        await expect(visitor.page.locator("#status")).to_have_text("")
        await expect(visitor.button("Carry on without them")).to_be_disabled()
