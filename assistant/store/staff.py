"""What a store keeps of the staff: their accounts, who is signed in, and the audit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, Protocol

from assistant.conversations import Frozen
from assistant.store.audit import Audit

Role = Literal["reader", "agent", "lead", "admin"]

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)


class Account(Frozen):
    """One of the staff. ``password`` is its scrypt hash; without one they sign in elsewhere (OIDC)."""

    id: str
    name: str
    role: Role
    password: str | None = None
    active: bool = True

    @property
    def told(self) -> str:
        """What the audit says of it."""
        return f"{self.id} {self.role}{'' if self.active else ' off'}"


class Session(Frozen):
    """Somebody who signed in, and was last heard of at ``seen_at``."""

    account: Account
    began_at: datetime
    seen_at: datetime

    def holds(self, at: datetime) -> bool:
        return self.account.active and at < min(self.seen_at + IDLE, self.began_at + LONGEST)


class StaffRecords(Audit, Protocol):
    """Every method raises ``StoreUnavailable`` when it cannot do its work. Names are unique, in lower case."""

    async def accounts(self) -> list[Account]:
        """All, by name."""

    async def account(self, name: str) -> Account | None:
        """The one with this name."""

    async def add_account(self, account: Account) -> bool:
        """False when the name is taken."""

    async def change_account(self, account: Account) -> None:
        """Set its role, password and whether it is active; end its sessions."""

    async def set_factor(self, account_id: str, secret: str | None) -> None:
        """Set, or take away, what makes the codes of their second factor; end their sessions."""

    async def factor(self, account_id: str) -> str | None:
        """What makes their codes."""

    async def use_code(self, account_id: str, step: int) -> bool:
        """Note that the code of this half minute was used; false if it, or a later one, was before."""

    async def begin_session(self, session_hash: bytes, account_id: str, at: datetime) -> None:
        """Sign in. Sessions of everybody that lasted as long as one may are forgotten."""

    async def session(self, session_hash: bytes) -> Session | None:
        """As it is now, in whichever server it changed last."""

    async def see_session(self, session_hash: bytes, at: datetime) -> None:
        """Note that it was used."""

    async def end_session(self, session_hash: bytes) -> None:
        """Sign out."""
