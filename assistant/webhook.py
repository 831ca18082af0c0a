"""The clinic's webhook: a CloudEvent for each letter, signed as Standard Webhooks are. It carries no words."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from datetime import datetime

import aiohttp

from assistant.store.outbox import Letter

DEADLINE = aiohttp.ClientTimeout(total=10)


class Webhook:
    """``url`` is called with ``key`` as the secret that both sides know."""

    def __init__(self, session: aiohttp.ClientSession, url: str, key: bytes) -> None:
        self._session = session
        self._url = url
        self._key = key

    async def send(self, letter: Letter, at: datetime) -> str | None:
        """Why it was not taken; ``None`` when it was: answered 2xx within the deadline.

        Nothing is followed, and no answer's body is read. Raises ``Unreadable``.
        """
        body = envelope(letter)
        headers = {"content-type": "application/cloudevents+json", **signed(self._key, letter.id, at, body)}
        try:
            async with self._session.post(
                self._url, data=body, headers=headers, timeout=DEADLINE, allow_redirects=False
            ) as answer:
                return None if 200 <= answer.status < 300 else f"answered {answer.status}"
        except TimeoutError:
            return "no answer"
        except (aiohttp.ClientError, OSError) as error:
            return type(error).__name__


def envelope(letter: Letter) -> bytes:
    """CloudEvents 1.0, in JSON. ``id`` with ``source`` is the same at every try. Raises ``Unreadable``."""
    event = letter.event
    return json.dumps(
        {
            "specversion": "1.0",
            "id": letter.id,
            "source": f"/v1/conversations/{letter.conversation_id}",
            "type": f"second-line.{event.kind}",
            "time": event.at.isoformat(),
            "datacontenttype": "application/json",
            "data": {"conversation_id": letter.conversation_id, **event.about},
        }
    ).encode()


def signed(key: bytes, name: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of Standard Webhooks: who receives it checks the signature, and that the time is not long ago."""
    timestamp = str(int(at.timestamp()))
    digest = hmac.digest(key, f"{name}.{timestamp}.".encode() + body, "sha256")
    return {
        "webhook-id": name,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{b64encode(digest).decode()}",
    }
