"""A process to be killed: delivers what is outgoing as fast as it can, but never finishes any by itself."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import aiohttp

from assistant.app import utc_now
from assistant.rounds import deliver
from assistant.settings import Settings
from assistant.store.opening import open_store
from assistant.webhook import Webhook
from tests.receiver import SECRET


async def main(database: str, file: str, url: str) -> None:
    settings = Settings(webhook_url=url, webhook_secret=SECRET)
    store = await open_store(database or None, Path(file))
    async with aiohttp.ClientSession() as session:
        webhook = Webhook(session, url, settings.webhook_key)
        while True:
            await deliver(store.outbox, webhook.send, utc_now)
            await asyncio.sleep(0.01)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
