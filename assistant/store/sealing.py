"""Encryption at rest: what people say is sealed on its way into a row and opened on its way out."""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from assistant.errors import SettingsError, Unreadable

log = structlog.get_logger("assistant.store")

MARK = "v1|"
"""``v1|key id|base64 of nonce and ciphertext``; what is stored in the clear is JSON or hexadecimal, never like this."""
NONCE_BYTES = 12


class Seals:
    """AES-256-GCM. The first key seals; each opens what it sealed; with none, everything is kept in the clear.

    ``place`` names the row and the column. It is bound to what is sealed there, which opens in no other place. What was
    stored in the clear, before there was a key, is read as it is.
    """

    def __init__(self, keys: Sequence[bytes] = ()) -> None:
        self._ciphers = {key_id(key): AESGCM(key) for key in keys}
        self.current = next(iter(self._ciphers), None)

    @property
    def prefix(self) -> str:
        """How everything begins that the first key has sealed."""
        return f"{MARK}{self.current}|"

    def check(self, held: Iterable[str]) -> None:
        """Raises ``SettingsError`` if there is no key here for one of the ids in use."""
        for name in held:
            if name not in self._ciphers:
                raise SettingsError(
                    f"the database is encrypted with the key {name}, which is not among encryption_keys; "
                    "keep a key until assistant keys rotate has gone through"
                )

    def seal(self, text: str, *place: object) -> str:
        if self.current is None:
            return text
        nonce = os.urandom(NONCE_BYTES)
        sealed = nonce + self._ciphers[self.current].encrypt(nonce, text.encode(), _bound(place))
        return f"{self.prefix}{b64encode(sealed).decode()}"

    def open(self, stored: str, *place: object) -> str:
        """Raises ``Unreadable`` without its key, and for what was changed or sealed for another place."""
        if not stored.startswith(MARK):
            return stored
        _, name, sealed = stored.split("|", 2)
        cipher = self._ciphers.get(name)
        if not cipher:
            log.error("stored_unreadable", column=place[0], missing_key=name)
            raise Unreadable(f"what is stored is encrypted with the key {name}, which this server does not have")
        try:
            raw = b64decode(sealed, validate=True)
            return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound(place)).decode()
        except (InvalidTag, ValueError):
            log.error("stored_unreadable", column=place[0])  # which row is not said: its id is a person's
            raise Unreadable("what is stored was changed, or moved from another place") from None


def key_id(key: bytes) -> str:
    """A name for the key that may be shown: it does not lead back to it."""
    return sha256(b"second line key" + key).hexdigest()[:8]


def _bound(place: Sequence[object]) -> bytes:
    return "\n".join(map(str, place)).encode()
