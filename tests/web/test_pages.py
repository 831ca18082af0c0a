"""The chat page and its files: fixed, typed, and served under a strict policy."""

from __future__ import annotations

from pathlib import Path

from assistant.web.pages import FOLDER, read_assets
from tests.web.conftest import Server


def test_only_files_of_known_types_are_read(tmp_path: Path) -> None:
    for name in ("index.html", "chat.js", "secret.yaml", "notes"):
        (tmp_path / name).write_text(name)
    (tmp_path / "folder.js").mkdir()
    assets = read_assets(tmp_path)
    assert {name: asset.media for name, asset in assets.items()} == {
        "index.html": "text/html",
        "chat.js": "text/javascript",
    }


async def test_every_file_is_served_as_what_it_is(server: Server) -> None:
    for name, asset in read_assets(FOLDER).items():
        served = await server.call("GET", "/" if name == "index.html" else f"/static/{name}")
        assert served.status == 200
        assert served.body == asset.body
        assert served.headers["Content-Type"].startswith(asset.media)
        assert "script-src 'self'" in served.headers["Content-Security-Policy"]
