"""The pages for people: files of the package, read once at start; no request ever reaches the disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from aiohttp import web

from assistant.web.calls import Call
from assistant.web.headers import PAGE, sheet_style
from assistant.web.problems import Refused

FOLDER = Path(__file__).parent / "static"
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain",
}


class Asset(NamedTuple):
    body: bytes
    media: str


def read_assets(folder: Path = FOLDER) -> dict[str, Asset]:
    """File name -> asset, for every file of a known type in ``folder``."""
    return {
        path.name: Asset(path.read_bytes(), TYPES[path.suffix])
        for path in sorted(folder.glob("*"))
        if path.suffix in TYPES and path.is_file()
    }


def policy() -> str:
    """The pages' content security policy: our own files, and the style that the sheet brings along, by its hash."""
    return PAGE.replace("style-src 'self'", f"style-src 'self' {sheet_style()}")


class Pages:
    """``/`` is the chat page; what it needs is under ``/static``."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        self._assets = assets
        self._policy = policy()

    def calls(self) -> list[Call]:
        kinds = tuple(sorted(set(TYPES.values())))
        return [
            Call(method="GET", path="/", handler=self.chat, does="The chat page", media=("text/html",)),
            Call(
                method="GET", path="/static/{name}", handler=self.asset, does="What the pages are made of",
                media=kinds, refuses=(404,),
            ),
        ]  # fmt: skip

    async def chat(self, _request: web.Request) -> web.Response:
        return self._serve("index.html")

    async def asset(self, request: web.Request) -> web.Response:
        return self._serve(request.match_info["name"])

    def _serve(self, name: str) -> web.Response:
        asset = self._assets.get(name)
        if asset is None:
            raise Refused(404, "There is no such file.")
        charset = None if asset.media == "image/png" else "utf-8"
        return web.Response(
            body=asset.body,
            content_type=asset.media,
            charset=charset,
            headers={"Content-Security-Policy": self._policy, "Cache-Control": "no-cache"},
        )
