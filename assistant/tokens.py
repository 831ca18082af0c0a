"""The staff token that a server on this machine makes for itself."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from pydantic import SecretStr

from assistant.errors import SettingsError
from assistant.settings import SHORTEST_SECRET, Settings

FILE = "staff.token"


def with_staff_token(settings: Settings) -> tuple[Settings, Path | None]:
    """On a loopback address without a staff token: the one of the data folder, made at the first start, and its file.

    Raises ``SettingsError`` where that file cannot be made or read, or where others can read it.
    """
    if settings.staff_token or not settings.on_loopback:
        return settings, None
    file = settings.data / FILE
    try:
        token = _kept(file)
    except OSError as error:
        raise SettingsError(f"the staff token {file} cannot be made or read: {error.strerror}") from None
    if len(token) < SHORTEST_SECRET:
        raise SettingsError(f"{file} holds no staff token; delete it, and the next start makes one")
    return settings.model_copy(update={"staff_token": SecretStr(token)}), file


def _kept(file: Path) -> str:
    """What the file holds; made whole or not at all, so that another server starting now finds all of it."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = file.with_name(f"{FILE}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as writing:
            writing.write(secrets.token_urlsafe(32))
        with suppress(FileExistsError):
            os.link(part, file)
        part.unlink()
    if file.stat().st_mode & 0o077:
        raise SettingsError(f"others can read {file}; chmod 600 keeps them out")
    return file.read_text("ascii", errors="replace").strip()
