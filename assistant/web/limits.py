"""How often a call may be made: token buckets, so generous that a person never meets them."""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Literal, NamedTuple, Protocol, TypeVar

from aiohttp import web

from assistant.errors import StoreUnavailable
from assistant.settings import Network
from assistant.store.base import Quotas
from assistant.web.problems import Refused

Kind = Literal["openings", "messages", "clinic_calls", "sign_ins", "sign_ins_as"]
MOST_BUCKETS = 50_000
LUMPS = 10

Number = TypeVar("Number")


class Limiter(Protocol):
    """Counts what was done."""

    async def take(self, kind: Kind, who: str) -> float:
        """Seconds to wait until the next call is allowed; 0 when this one is, and then it is counted."""


class Unlimited:
    """For tests and benchmarks on one machine."""

    async def take(self, kind: Kind, who: str) -> float:  # noqa: ARG002 - whoever it is
        return 0.0


class Bucket(NamedTuple):
    """What was left in it at a time."""

    left: float
    at: float


class Buckets:
    """Token buckets in this process: each holds a minute's worth and fills evenly.

    ``clock`` counts seconds and never goes back. Of very many, the ones longest unused are forgotten.
    """

    def __init__(self, per_minute: dict[Kind, int], clock: Callable[[], float]) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._buckets: OrderedDict[tuple[Kind, str], Bucket] = OrderedDict()

    async def take(self, kind: Kind, who: str) -> float:
        most, now = float(self._per_minute[kind]), self._clock()
        before = self._buckets.pop((kind, who), Bucket(most, now))
        left = min(most, before.left + (now - before.at) * most / 60)
        allowed = left >= 1
        _remember(self._buckets, (kind, who), Bucket(left - 1 if allowed else left, now))
        return 0.0 if allowed else (1 - left) * 60 / most


class Shared:
    """Buckets that several replicas draw from, a tenth at a time, so that most calls need not ask.

    While the store is away each replica counts by itself (``alone``).
    """

    def __init__(self, per_minute: dict[Kind, int], quotas: Quotas, clock: Callable[[], float]) -> None:
        self._per_minute = per_minute
        self._quotas = quotas
        self._clock = clock
        self._drawn: OrderedDict[tuple[Kind, str], int] = OrderedDict()
        self._empty_until: OrderedDict[tuple[Kind, str], float] = OrderedDict()
        self.alone = Buckets(per_minute, clock)

    async def take(self, kind: Kind, who: str) -> float:
        wait = self._empty_until.get((kind, who), 0.0) - self._clock()
        if wait > 0:
            return wait
        try:
            drawn = self._drawn.pop((kind, who), 0) or await self._draw(kind, who)
        except StoreUnavailable:
            return await self.alone.take(kind, who)
        if not drawn:
            return self._refuse(kind, who)
        _remember(self._drawn, (kind, who), self._drawn.get((kind, who), 0) + drawn - 1)
        return 0.0

    async def _draw(self, kind: Kind, who: str) -> int:
        key = hashlib.sha256(f"{kind}\0{who}".encode()).digest()
        return await self._quotas.draw(key, self._per_minute[kind], max(1, self._per_minute[kind] // LUMPS))

    def _refuse(self, kind: Kind, who: str) -> float:
        """A flood is not passed on to the store: until there can be something again, nobody asks."""
        wait = 60 / self._per_minute[kind]
        _remember(self._empty_until, (kind, who), self._clock() + wait)
        return wait


def _remember(of: OrderedDict[tuple[Kind, str], Number], who: tuple[Kind, str], number: Number) -> None:
    of[who] = number
    of.move_to_end(who)
    if len(of) > MOST_BUCKETS:
        of.popitem(last=False)


@dataclass(frozen=True)
class Limits:
    """``limiter`` counts; ``proxies`` are the only ones whose ``X-Forwarded-For`` is believed."""

    limiter: Limiter
    proxies: Sequence[Network] = ()

    async def opening(self, request: web.Request) -> None:
        """Raises ``Refused`` 429 when this client begins too many conversations."""
        await self._count("openings", self.address(request))

    async def sender(self, channel: str, urgent: Callable[[], bool]) -> None:
        """Raises ``Refused`` 429 when too many write through a channel for the first time, unless it is ``urgent``."""
        await self._count("openings", channel, urgent)

    async def sign_in(self, address: str, name: str, is_known: bool) -> None:
        """Raises ``Refused`` 429 when too many passwords are tried from one address, or under one name.

        An address from which this name has signed in (``is_known``) does not compete with those that guess elsewhere.
        """
        await self._count("sign_ins", address)
        await self._count("sign_ins_as", f"{name} {address}" if is_known else name)

    def address(self, request: web.Request) -> str:
        """Who is calling."""
        return client(request.remote, request.headers.getall("X-Forwarded-For", []), self.proxies)

    async def clinic(self, key: str) -> None:
        """Raises ``Refused`` 429 when this key is used too often."""
        await self._count("clinic_calls", key)

    async def message(self, conversation_id: str, urgent: Callable[[], bool]) -> None:
        """Raises ``Refused`` 429 when too much is said at once, unless it is ``urgent``: that is always heard."""
        await self._count("messages", conversation_id, urgent)

    async def _count(self, kind: Kind, who: str, urgent: Callable[[], bool] = lambda: False) -> None:
        wait = await self.limiter.take(kind, who)
        if wait and not urgent():
            raise _too_many(wait)


def _too_many(wait: float) -> Refused:
    return Refused(429, "Too many calls at once; please wait a little.", headers={"Retry-After": str(math.ceil(wait))})


def client(remote: str | None, forwarded: Sequence[str], proxies: Sequence[Network]) -> str:
    """Who is calling: the nearest address that is no trusted proxy; of IPv6 addresses the network of the household.

    What stands further left in ``X-Forwarded-For`` may be made up by the client, so it is not looked at.
    """
    hops = [hop.strip() for line in forwarded for hop in line.split(",")]
    nearest = _address(remote or "")
    while nearest and hops and any(nearest in proxy for proxy in proxies):
        further = _address(hops.pop())
        if further is None:
            break
        nearest = further
    if isinstance(nearest, IPv6Address):
        return str(IPv6Network((nearest, 64), strict=False))
    return str(nearest or "unknown")


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
