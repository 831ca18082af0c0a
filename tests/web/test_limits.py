"""Limits that a person never meets, and that no red flag ever meets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from ipaddress import ip_network
from pathlib import Path

import pytest

from assistant.errors import StoreUnavailable
from assistant.web import limits
from assistant.web.limits import Buckets, Shared, client
from tests.web.conftest import CLINIC_KEY, Answered, Server, serving

FEVER = "I have a fever of 39.8 and I am shaking all over"
TIGHT = {"rate_limits": "on", "openings_per_minute": 3, "messages_per_minute": 4, "clinic_calls_per_minute": 2}


@pytest.fixture
async def tight(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path, **TIGHT) as running:
        yield running


@pytest.mark.promise(39)
async def test_too_many_openings_are_refused_whatever_the_client_says_of_itself(tight: Server) -> None:
    for _ in range(3):
        await tight.begin()
    for number in range(3):
        made_up = {"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": f"for=203.0.113.{number}"}
        refused = await tight.call("POST", "/v1/conversations", json={}, headers=made_up)
        assert refused.status == 429
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert "emergency" in refused.json["detail"]


async def test_behind_a_trusted_proxy_each_client_counts_by_itself(tmp_path: Path) -> None:
    async with serving(tmp_path, **TIGHT, trusted_proxies="127.0.0.0/8, ::1/128") as server:
        for number in range(10):
            header = {"X-Forwarded-For": f"198.51.100.7, 203.0.113.{number}"}
            assert (await server.call("POST", "/v1/conversations", json={}, headers=header)).status == 201
        header = {"X-Forwarded-For": "198.51.100.8, 203.0.113.3"}
        statuses = [(await server.call("POST", "/v1/conversations", json={}, headers=header)).status for _ in range(3)]
        assert statuses == [201, 201, 429]


@pytest.mark.promise(39)
async def test_too_many_who_write_through_a_platform_for_the_first_time_are_refused(tight: Server) -> None:
    async def write(sender: str, message: str) -> Answered:
        body = {"sender": sender, "message": message}
        return await tight.call("POST", "/channels/rasa/webhooks/rest/webhook", json=body, headers=CLINIC_KEY)

    answers = [await write(f"flood-{number}", "hello") for number in range(5)]
    assert [answer.status for answer in answers] == [200] * 3 + [429] * 2
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert (await write("flood-0", "hello")).status == 200, "who is known is let in"
    assert "being_seen" in (await write("flood-9", FEVER)).body.decode(), "an emergency is heard"


@pytest.mark.promise(39)
async def test_one_who_floods_does_not_slow_another(tight: Server) -> None:
    flooder, other = await tight.begin(), await tight.begin()
    statuses = [(await flooder.send(text="hello")).status for _ in range(8)]
    assert statuses == [200] * 4 + [429] * 4
    assert (await other.send(text="humira")).status == 200


@pytest.mark.promise(39)
async def test_a_red_flag_is_heard_beyond_every_limit(tight: Server) -> None:
    person = await tight.begin()
    for _ in range(6):
        await person.send(text="hello")
    assert (await person.send(text="hello")).status == 429
    for number in range(10):
        heard = await person.send(text=FEVER)
        assert heard.status == 200
        assert heard.json["intent"] == "red_flag"
        assert [flag["id"] for flag in heard.json["flags"]] == ([] if number else ["sepsis"])
    worry = await person.call("PUT", "/answers/preferences.worry", json={"value": FEVER})
    assert worry.status == 200
    assert (await person.call("PUT", "/answers/history.anti_tnf", json={"value": "infliximab"})).status == 429
    assert (await person.call("POST", "/what-if", json={"answers": {}})).status == 429


@pytest.mark.promise(39)
async def test_what_a_socket_says_counts_as_well(tight: Server) -> None:
    person = await tight.begin()
    async with tight.session.ws_connect(f"{tight.address}{person.path}/socket", headers=person.key) as socket:
        answers = []
        for number in range(6):
            await socket.send_json({"message_id": f"s{number}", "text": "hello"})
            answers.append(await socket.receive_json())
        assert [answer.get("status") for answer in answers[4:]] == [429, 429]
        await socket.send_json({"message_id": "fever", "text": FEVER})
        assert (await socket.receive_json())["intent"] == "red_flag"


async def test_a_clinic_key_has_a_limit_too(tight: Server) -> None:
    statuses = [
        (await tight.call("POST", "/v1/understand", headers=CLINIC_KEY, json={"text": "humira"})).status
        for _ in range(4)
    ]
    assert statuses == [200, 200, 429, 429]


async def test_a_person_in_a_hurry_never_meets_them(tmp_path: Path) -> None:
    async with serving(tmp_path, rate_limits="on") as server:
        person = await server.begin()
        for number in range(45):
            assert (await person.send(text=f"hello {number}")).status == 200


async def test_a_bucket_fills_evenly_and_never_overflows() -> None:
    seconds = [1000.0]
    buckets = Buckets({"openings": 60, "messages": 60, "clinic_calls": 60}, lambda: seconds[0])
    assert [await buckets.take("messages", "a") for _ in range(60)] == [0] * 60
    assert await buckets.take("messages", "a") == pytest.approx(1)
    assert await buckets.take("openings", "a") == await buckets.take("messages", "b") == 0
    seconds[0] += 1
    assert await buckets.take("messages", "a") == 0
    assert await buckets.take("messages", "a") > 0
    seconds[0] += 3600
    assert [bool(await buckets.take("messages", "a")) for _ in range(61)] == [False] * 60 + [True]


@pytest.mark.promise(38)
async def test_buckets_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BUCKETS", 10)
    buckets = Buckets({"openings": 1, "messages": 1, "clinic_calls": 1}, lambda: 5.0)
    for number in range(100):
        await buckets.take("openings", str(number))
    assert len(buckets._buckets) == 10
    assert await buckets.take("openings", "99") > 0


@pytest.mark.promise(39)
@pytest.mark.parametrize(
    ("remote", "forwarded", "who"),
    [
        ("203.0.113.5", ["1.1.1.1"], "203.0.113.5"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["1.1.1.1, 203.0.113.5"], "203.0.113.5"),
        ("10.0.0.1", ["1.1.1.1", "203.0.113.5, 10.0.0.2"], "203.0.113.5"),
        ("10.0.0.1", ["nonsense"], "10.0.0.1"),
        ("::ffff:10.0.0.1", ["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", [], "2001:db8:1:2::/64"),
        (None, ["1.1.1.1"], "unknown"),
    ],
)
def test_only_proxies_we_know_are_believed(remote: str | None, forwarded: list[str], who: str) -> None:
    assert client(remote, forwarded, [ip_network("10.0.0.0/8")]) == who


class Counted:
    """What several servers draw from, and how often they asked; ``away`` while it cannot be asked."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.asked = 0
        self.away = False

    async def draw(self, key: bytes, per_minute: int, wanted: int) -> int:
        if self.away:
            raise StoreUnavailable("away")
        assert len(key) == 32
        assert wanted == per_minute // 10
        self.asked += 1
        granted = min(self.left, wanted)
        self.left -= granted
        return granted


async def test_servers_that_share_a_limit_seldom_ask_and_never_exceed_it() -> None:
    seconds, quotas = [1000.0], Counted(60)
    servers = [Shared({"openings": 60, "messages": 60, "clinic_calls": 60}, quotas, lambda: seconds[0]) for _ in "ab"]
    allowed = [not await server.take("messages", "ada") for _ in range(100) for server in servers]
    assert sum(allowed) == 60
    assert quotas.asked == 60 / 6 + 2, "a flood is not passed on"
    quotas.left = 6
    assert await servers[0].take("messages", "ada") > 0
    seconds[0] += 1
    assert await servers[0].take("messages", "ada") == 0


async def test_while_what_is_shared_is_away_each_server_counts_by_itself() -> None:
    quotas = Counted(60)
    quotas.away = True
    shared = Shared({"openings": 6, "messages": 6, "clinic_calls": 6}, quotas, lambda: 1000.0)
    assert sum([not await shared.take("clinic_calls", "key") for _ in range(20)]) == 6
