"""The page for staff: made once from its template and the words of the content."""

from __future__ import annotations

from functools import cached_property

from aiohttp import web

from assistant.content.loader import Language
from assistant.templates import environment
from assistant.web.calls import Call
from assistant.web.headers import PAGE


def page(words: Language, elsewhere: bool) -> str:
    """The page as HTML; ``elsewhere``: staff may sign in at their provider as well."""
    template = environment("assistant.web").get_template("staff.html.j2")
    return template.render(say=words.console, locale=words.locale, elsewhere=elsewhere)


class Console:
    """``/staff``: it holds nothing, and shows what the staff calls give to whoever signs in on it."""

    def __init__(self, words: Language, elsewhere: bool) -> None:
        self._words = words
        self._elsewhere = elsewhere

    def calls(self) -> list[Call]:
        return [
            Call(method="GET", path="/staff", handler=self.show, does="The page for staff", media=("text/html",)),
        ]

    @cached_property
    def _page(self) -> bytes:
        return page(self._words, self._elsewhere).encode()

    async def show(self, _request: web.Request) -> web.Response:
        headers = {"Content-Security-Policy": PAGE, "Cache-Control": "no-cache"}
        return web.Response(body=self._page, content_type="text/html", charset="utf-8", headers=headers)
