"""Staff sign in at their own provider: a real one, if small, on a port of this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import ECKey, OctKey

from assistant.app import utc_now
from tests.web.conftest import Answered, Server, serving
from tests.web.staff.people import hire, me
from tests.web.staff.provider import SECRET, SmallProvider, providing, rsa


@pytest.fixture
async def provider() -> AsyncIterator[SmallProvider]:
    async with providing() as running:
        yield running


@pytest.fixture
async def clinic(provider: SmallProvider, tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path, **provider.settings) as server:
        yield server


async def gone(server: Server) -> dict[str, str]:
    """Sent to the provider, and back with what it gives: the body of the call that signs in."""
    left = await server.call("POST", "/v1/staff/oidc")
    assert left.status == 200, left.body
    async with server.session.get(left.json["url"], allow_redirects=False) as sent:
        back = {name: words[0] for name, words in parse_qs(urlsplit(sent.headers["Location"]).query).items()}
    return {**back, "flow": left.json["flow"]}


async def came(server: Server, **back: str) -> Answered:
    return await server.call("POST", "/v1/staff/oidc/sessions", json=back)


async def signing_in(server: Server) -> Answered:
    return await came(server, **await gone(server))


async def actions(server: Server) -> list[str]:
    return [entry.action for entry in await server.store.staff.entries()]


@pytest.mark.promise(42)
async def test_who_is_known_there_gets_in_with_the_role_they_have_there(
    clinic: Server, provider: SmallProvider
) -> None:
    arrived = await signing_in(clinic)
    assert arrived.status == 201, arrived.body
    member = arrived.json["member"]
    assert (member["name"], member["role"]) == ("ann@clinic.example", "agent")
    key = {"Authorization": f"Bearer {arrived.json['token']}"}
    assert (await me(clinic, key)).json["member"] == member
    provider.person["roles"] = ["something else", "reader", "lead"]
    again = await signing_in(clinic)
    assert again.json["member"] == member | {"role": "lead"}
    assert (await me(clinic, key)).status == 401, "the role of before is gone"
    assert await actions(clinic) == ["account.added", "session.began", "account.changed", "session.began"]


@pytest.mark.promise(42)
async def test_who_is_switched_off_here_or_has_no_role_there_stays_out(clinic: Server, provider: SmallProvider) -> None:
    await signing_in(clinic)
    (account,) = await clinic.store.staff.accounts()
    await clinic.store.staff.change_account(account.model_copy(update={"active": False}))
    assert (await signing_in(clinic)).status == 403
    for roles in ([], ["king"], "", None, 7, {"admin": True}):
        provider.person = {"sub": "43", "roles": roles}
        assert (await signing_in(clinic)).status == 403, roles
    assert [each.id for each in await clinic.store.staff.accounts()] == [account.id]


@pytest.mark.promise(42)
async def test_nobody_takes_over_an_account_by_its_name(clinic: Server, provider: SmallProvider) -> None:
    mine = await hire(clinic.store, "ann@clinic.example", "admin")
    arrived = await signing_in(clinic)
    assert arrived.json["member"]["id"] != mine.id
    assert arrived.json["member"]["role"] == "agent"
    assert arrived.json["member"]["name"].startswith("ann@clinic.example o_")
    assert await clinic.store.staff.account("ann@clinic.example") == mine


def without(name: str) -> Callable[[dict[str, Any]], None]:
    def spoil(claims: dict[str, Any]) -> None:
        del claims[name]

    return spoil


SPOILED = {
    "another issuer": lambda claims: claims.update(iss="https://elsewhere.example"),
    "for another": lambda claims: claims.update(aud="another"),
    "for several": lambda claims: claims.update(aud=["second-line", "another"]),
    "by another": lambda claims: claims.update(azp="another"),
    "over": lambda claims: claims.update(exp=claims["iat"] - 120),
    "of tomorrow": lambda claims: claims.update(iat=claims["iat"] + 86_400),
    "of another attempt": lambda claims: claims.update(nonce="another"),
    "without nonce": without("nonce"),
    "without end": without("exp"),
    "without audience": without("aud"),
    "without person": without("sub"),
}  # fmt: skip


@pytest.mark.promise(42)
@pytest.mark.parametrize("how", SPOILED)
async def test_a_token_that_does_not_hold_opens_nothing(clinic: Server, provider: SmallProvider, how: str) -> None:
    provider.spoil = SPOILED[how]
    refused = await signing_in(clinic)
    assert (refused.status, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert await actions(clinic) == ["session.refused"]
    assert await clinic.store.staff.accounts() == []


@pytest.mark.promise(42)
async def test_only_the_providers_own_key_signs(clinic: Server, provider: SmallProvider) -> None:
    provider.signs = ECKey.generate_key("P-256", {"kid": "one"})
    assert (await signing_in(clinic)).status == 401
    provider.signs, provider.algorithm = OctKey.import_key(SECRET), "HS256"
    assert (await signing_in(clinic)).status == 401
    provider.signs, provider.algorithm = None, "none"
    assert (await signing_in(clinic)).status == 401
    provider.key, provider.algorithm = rsa(), "RS256"
    assert (await signing_in(clinic)).status == 201, "it changed its key, which is known at once"


@pytest.mark.promise(42)
async def test_what_comes_back_counts_once_in_the_browser_that_left_and_for_ten_minutes(
    provider: SmallProvider, tmp_path: Path
) -> None:
    times = [utc_now()]
    async with serving(tmp_path, now=lambda: times[0], **provider.settings) as clinic:
        back, other = await gone(clinic), await gone(clinic)
        assert (await came(clinic, **back | {"flow": other["flow"]})).status == 401
        assert (await came(clinic, **back | {"state": other["state"]})).status == 401
        assert (await came(clinic, **back | {"flow": back["flow"][:-2]})).status == 401
        assert (await came(clinic, **back | {"code": other["code"]})).status == 401, "its proof is another"
        assert (await came(clinic, **back | {"code": "made-up"})).status == 401
        assert (await came(clinic, **back)).status == 201
        assert (await came(clinic, **back)).status == 401
        late = await gone(clinic)
        times[0] += timedelta(minutes=10)
        assert (await came(clinic, **late)).status == 401


@pytest.mark.parametrize(
    "told", [{"issuer": "https://elsewhere.example"}, {"token_endpoint": "ftp://x"}, {"jwks_uri": None}]
)
async def test_a_provider_that_is_not_what_was_configured_is_not_asked(
    clinic: Server, provider: SmallProvider, told: dict[str, Any]
) -> None:
    provider.told = told
    assert (await clinic.call("POST", "/v1/staff/oidc")).status == 503


async def test_a_provider_that_is_away_is_said_to_be(tmp_path: Path) -> None:
    async with providing() as provider:
        chosen = provider.settings
    async with serving(tmp_path, **chosen) as clinic:
        refused = await clinic.call("POST", "/v1/staff/oidc")
        assert (refused.status, refused.headers["Retry-After"]) == (503, "1")


async def test_roles_may_lie_deeper(provider: SmallProvider, tmp_path: Path) -> None:
    provider.person = {"sub": "42", "realm_access": {"roles": ["admin"]}}
    async with serving(tmp_path, oidc_role_claim="realm_access.roles", **provider.settings) as clinic:
        assert (await signing_in(clinic)).json["member"]["role"] == "admin"


async def test_without_a_provider_there_are_no_such_calls(server: Server) -> None:
    assert (await server.call("POST", "/v1/staff/oidc")).status == 404
