"""Chromium for the tests that look at pages."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-default-apps", "--disable-sync", "--no-first-run", "--disable-dev-shm-usage",
)  # fmt: skip


def missing(what: str) -> None:
    """The test is skipped, with the reason; where nothing may be skipped it fails."""
    pytest.fail(what) if os.environ.get("ASSISTANT_NO_SKIPS") == "1" else pytest.skip(what)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    if not os.access(CHROMIUM, os.X_OK):
        missing(f"no browser to look at the page with: {CHROMIUM} is missing")
    async with async_playwright() as driver:
        running = await driver.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        yield running
        await running.close()
