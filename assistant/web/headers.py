"""Headers that every answer carries, whoever made it."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import MutableMapping
from functools import cache

from aiohttp import web
from multidict import CIMultiDict

from assistant.reports import html
from assistant.web.problems import REQUEST_ID

CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; object-src 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)

ALWAYS = CIMultiDict(
    {
        "Server": "second-line",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Strict-Transport-Security": "max-age=31536000",
    }
)
USUALLY = {"Content-Security-Policy": CLOSED, "Cache-Control": "no-store"}


@cache
def sheet_style() -> str:
    """The style element of the appointment sheet as a policy lets it in: by its hash."""
    digest = base64.b64encode(hashlib.sha256(html.style().encode()).digest()).decode()
    return f"'sha256-{digest}'"


def protect(headers: MutableMapping[str, str]) -> None:
    """Add what every answer carries; a page's own policy and cache rule stay."""
    headers.update(ALWAYS)
    for name, value in USUALLY.items():
        headers.setdefault(name, value)
    headers.setdefault(REQUEST_ID, os.urandom(16).hex())


async def on_prepare(_request: web.Request, response: web.StreamResponse) -> None:
    """Signal handler of the application: streams and pages too."""
    protect(response.headers)
