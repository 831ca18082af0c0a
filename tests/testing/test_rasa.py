"""The runner plays with somebody else's bot: here one that orders pizza, behind a real server of that protocol."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from assistant.clients import Json
from assistant.content.loader import load_content
from assistant.testing.coverage import Coverage
from assistant.testing.runner import Played, find, play_all
from assistant.testing.venue import Elsewhere
from tests.web.conftest import CLINIC, serving

SIZES = [{"title": "Large", "payload": '/size{"size": "large"}'}, {"title": "Small", "payload": "/size"}]


async def answer(request: web.Request) -> web.Response:
    told = await request.json()
    orders = request.app[ORDERS]
    said: dict[str, list[Json]] = {
        "hi": [{"text": "Hello!"}, {"text": "Which size?", "buttons": SIZES}],
        SIZES[0]["payload"]: [{"text": "A large one."}, {"image": "https://example.org/pizza.png"}],
        "how many?": [{"text": f"{len(orders.get(told['sender'], []))} so far."}],
        "psst": [],
    }
    orders.setdefault(told["sender"], []).append(told["message"])
    return web.json_response([{"recipient_id": told["sender"], **one} for one in said[told["message"]]])


ORDERS = web.AppKey("orders", dict[str, list[str]])


@pytest.fixture
async def bot() -> AsyncIterator[str]:
    app = web.Application()
    app[ORDERS] = {}
    app.router.add_post("/webhooks/rest/webhook", answer)
    async with TestServer(app) as server:
        yield str(server.make_url(""))


async def played(bot: str | Elsewhere, folder: Path, text: str) -> Played:
    venue = Elsewhere(bot) if isinstance(bot, str) else bot
    (folder / "pizza.yaml").write_text("title: Pizza\n" + text)
    (case,) = find([str(folder / "pizza.yaml")], load_content())
    (one,) = [one async for one in play_all([case], venue, Coverage())]
    return one


ORDER = """
actors: {ben: {}}
steps:
  - patient: hi
    expect: {replies: [Hello!, {says: which size}], longest: 20, compare: question.choices.0.label == Large}
  - as: ben
    patient: how many?
    expect: {exact: 0 so far.}
  - choose: {label: large}
    expect: {any_of: [large, small], says: "%s", count: 2}
  - patient: how many?
    expect: {matches: "^2 so far"}
  - patient: psst
    expect: {count: 0}
"""


async def test_another_bot_is_held_against_a_script(bot: str, tmp_path: Path) -> None:
    assert (await played(bot, tmp_path, ORDER % "[image]")).told == ""
    failed = await played(bot, tmp_path, ORDER % "A small one.")
    assert failed.result == "failed"
    assert "pizza.yaml:10: here it went differently" in failed.told
    assert "A [large] one." in failed.told


async def test_silence_is_a_failure_unless_expected(bot: str, tmp_path: Path) -> None:
    assert "invariant speaks" in (await played(bot, tmp_path, "steps: [{patient: psst}]")).told


@pytest.mark.parametrize(
    ("text", "beyond"),
    [
        ("consent: true\nsteps: [{patient: hi}]", "consent"),
        ("steps: [{patient: hi, expect: {status: active}}]", "status"),
        ("steps: [{wait: 1 day}]", "wait"),
        ("opening: {intent: greeting}\nsteps: [{patient: hi}]", "intent"),
    ],
)
async def test_what_another_bot_does_not_tell_is_not_asked(bot: str, tmp_path: Path, text: str, beyond: str) -> None:
    left_out = await played(bot, tmp_path, text)
    assert left_out.result == "skipped"
    assert left_out.told == f"another bot does not know {beyond}"


OURS = """
steps:
  - patient: hi
    expect: {says: [not for emergencies, is that all right]}
  - choose: {label: yes}
    expect: {says: for yourself}
  - choose: {position: 1}
    expect: {says: age group}
  - patient: "42"
    expect: {says: ["%s", "?"]}
  - patient: I am bleeding heavily and I feel faint
    expect: {says: emergency}
"""


async def test_our_own_channel_is_such_a_bot(tmp_path: Path) -> None:
    async with serving(tmp_path / "data") as server:
        door = f"{server.address}/channels/rasa"
        venue = Elsewhere(door, CLINIC["clinic_key"])
        assert (await played(venue, tmp_path, OURS % "35 to 49")).told == ""
        assert "pizza.yaml:10: here it went differently" in (await played(venue, tmp_path, OURS % "under 18")).told
        refused = await played(Elsewhere(door), tmp_path, "steps: [{patient: hi}]")
        assert "401" in refused.told
