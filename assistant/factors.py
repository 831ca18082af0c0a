"""Second factors of staff: codes of six digits that an authenticator app makes (TOTP, RFC 6238)."""

from __future__ import annotations

from datetime import datetime

import pyotp
from pyotp.exceptions import OTPVerificationError

ISSUER = "Second Line"


def new_secret() -> str:
    """160 bits."""
    return pyotp.random_base32()


def address(secret: str, name: str) -> str:
    """``otpauth://…``, as authenticator apps take it."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def step(secret: str, code: str, at: datetime) -> int | None:
    """Which half minute this code is of: now, or one earlier or later as clocks differ; ``None`` if it is none."""
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=at, valid_window=1)
    except OTPVerificationError:
        return None
