"""Passwords of staff: which may be taken, how they are kept, whether one fits."""

from __future__ import annotations

import hashlib
import hmac
import importlib
import secrets
from base64 import b64decode, b64encode

from assistant.errors import AssistantError

SHORTEST, LONGEST = 12, 128
HARD_ENOUGH = 3
"""Of zxcvbn's scores 0 to 4: above 10^8 guesses."""
COST = (2**15, 8, 3)
"""scrypt's N, r, p as in OWASP's Password Storage Cheat Sheet: 32 MiB."""
MEMORY = 64 * 1024 * 1024


class BadPassword(AssistantError):
    """This password cannot be taken."""


def check(password: str, name: str) -> None:
    """Long enough and not easily guessed; which kinds of characters it has does not matter. Raises ``BadPassword``."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadPassword(f"a password has {SHORTEST} to {LONGEST} characters")
    zxcvbn = importlib.import_module("zxcvbn").zxcvbn  # when it is needed: its lists of words take up 12 MiB
    if zxcvbn(password, user_inputs=[name, "second line", "crohns"], max_length=LONGEST)["score"] < HARD_ENOUGH:
        raise BadPassword("this password is too easily guessed; several words that have nothing in common are not")


def hashed(password: str) -> str:
    """``scrypt$N$r$p$salt$hash``. Takes a quarter of a second on purpose."""
    salt = secrets.token_bytes(16)
    return "$".join(
        ["scrypt", *map(str, COST), *(b64encode(part).decode() for part in (salt, _scrypt(password, salt)))]
    )


def fits(password: str, held: str | None) -> bool:
    """Whether ``held`` was made of it. Takes the same time where there is nothing to compare it with."""
    _, n, r, p, salt, wanted = (held or NOBODYS).split("$")
    found = _scrypt(password, b64decode(salt), (int(n), int(r), int(p)))
    return hmac.compare_digest(found, b64decode(wanted)) and held is not None


def _scrypt(password: str, salt: bytes, cost: tuple[int, int, int] = COST) -> bytes:
    n, r, p = cost
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=MEMORY, dklen=32)


NOBODYS = "$".join(["scrypt", *map(str, COST), *(b64encode(bytes(count)).decode() for count in (16, 32))])
"""No password is known that makes this."""
