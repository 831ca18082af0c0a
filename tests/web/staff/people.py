"""Staff for the stories here: accounts in the store of a running server, and signing in."""

from __future__ import annotations

from functools import cache

from assistant import passwords
from assistant.store.base import Store
from assistant.store.staff import Account, Role
from tests.web.conftest import Answered, Server

PASSWORD = "lantern wombat seven"


@cache
def held() -> str:
    return passwords.hashed(PASSWORD)


async def hire(store: Store, name: str, role: Role = "agent") -> Account:
    account = Account(id=f"s_{name}", name=name, role=role, password=held())
    assert await store.staff.add_account(account)
    return account


async def signing_in(server: Server, name: str, password: str = PASSWORD, **options: object) -> Answered:
    return await server.call("POST", "/v1/staff/sessions", json={"name": name, "password": password}, **options)


async def signed_in(server: Server, name: str) -> dict[str, str]:
    """The header that opens the calls."""
    answered = await signing_in(server, name)
    assert answered.status == 201, answered.body
    return {"Authorization": f"Bearer {answered.json['token']}"}


async def me(server: Server, key: dict[str, str]) -> Answered:
    return await server.call("GET", "/v1/staff/me", headers=key)
