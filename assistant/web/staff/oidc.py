"""A provider at which staff sign in: OpenID Connect Core 1.0, authorization code flow with PKCE (RFC 7636).

What the provider says of itself is asked for each time: signing in is rare, and a changed key is known at once.
"""

from __future__ import annotations

import secrets
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import aiohttp
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey

from assistant.conversations import Frozen
from assistant.errors import AssistantError
from assistant.settings import Oidc

SECONDS = 5.0
LEEWAY_SECONDS = 60
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
FLOW_LIFE = timedelta(minutes=10)


class ProviderAway(AssistantError):
    """The place to sign in does not answer."""


class NotProven(AssistantError):
    """This sign-in does not hold."""


class Flow(Frozen):
    """One attempt to sign in. The browser keeps it, signed, until the person comes back."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Flow:
        return cls(state=secrets.token_urlsafe(32), nonce=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(48))


class Provider:
    """As it is configured."""

    def __init__(self, oidc: Oidc) -> None:
        self._issuer, self._client_id, client_secret, self._redirect = oidc
        self._secret = client_secret.get_secret_value()
        self._key = OctKey.import_key(sha256(b"second-line flow\0" + self._secret.encode()).digest())

    async def address(self, flow: Flow) -> str:
        """Where to send the person. Raises ``ProviderAway``."""
        async with _session() as session:
            told = await self._told(session)
        challenge = urlsafe_b64encode(sha256(flow.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code", "client_id": self._client_id, "redirect_uri": self._redirect,
            "scope": "openid profile email", "state": flow.state, "nonce": flow.nonce,
            "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        place = told["authorization_endpoint"]
        return f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}"

    def sign(self, flow: Flow, now: datetime) -> str:
        """For the browser to keep; holds for ten minutes, on every server with the same client secret."""
        return jwt.encode({"alg": "HS256"}, {**flow.model_dump(), "exp": (now + FLOW_LIFE).timestamp()}, self._key)

    def read(self, signed: str, state: str, now: datetime) -> Flow:
        """What ``sign`` made, if it was begun with this state. Raises ``NotProven``."""
        try:
            claims = jwt.decode(signed, self._key, algorithms=["HS256"]).claims
            jwt.JWTClaimsRegistry(int(now.timestamp()), exp={"essential": True}).validate(claims)
            flow = Flow.model_validate({name: claims.get(name) for name in Flow.model_fields})
        except (JoseError, ValueError) as error:
            raise NotProven("the attempt is too old, or was not begun here") from error
        if not secrets.compare_digest(flow.state.encode(), state.encode()):
            raise NotProven("the answer belongs to another attempt")
        return flow

    async def claims(self, code: str, flow: Flow, now: datetime) -> Mapping[str, Any]:
        """What the provider vouches for. Raises ``NotProven``, ``ProviderAway``."""
        async with _session() as session:
            told = await self._told(session)
            token = await self._exchange(session, told["token_endpoint"], code, flow)
            keys = await _get(session, told["jwks_uri"])
        wanted: dict[str, jwt.ClaimsOption] = {
            "iss": {"essential": True, "value": self._issuer},
            "aud": {"essential": True, "value": self._client_id},
            "nonce": {"essential": True, "value": flow.nonce},
            **{name: {"essential": True} for name in ("sub", "exp", "iat")},
        }
        try:
            claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
            jwt.JWTClaimsRegistry(int(now.timestamp()), LEEWAY_SECONDS, **wanted).validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise NotProven("the provider's token does not hold") from error
        if claims.get("azp", self._client_id) != self._client_id or (_several(claims["aud"]) and "azp" not in claims):
            raise NotProven("the provider's token is for somebody else")
        return claims

    async def _told(self, session: aiohttp.ClientSession) -> dict[str, str]:
        """What the provider says of itself (OpenID Connect Discovery 1.0)."""
        told = await _get(session, f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        places = {name: told.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
        kept = urlsplit(self._issuer).scheme == "http"
        if told.get("issuer") != self._issuer or not all(_is_safe(place, kept) for place in places.values()):
            raise ProviderAway("the provider says something else of itself than is configured here")
        return {name: str(place) for name, place in places.items()}

    async def _exchange(self, session: aiohttp.ClientSession, place: str, code: str, flow: Flow) -> str:
        """The code for a token that says who it is."""
        proof = b64encode(f"{quote(self._client_id, '')}:{quote(self._secret, '')}".encode()).decode()
        sent = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self._redirect,
            "code_verifier": flow.verifier,
        }  # fmt: skip
        try:
            async with session.post(
                place, data=sent, headers={"Authorization": f"Basic {proof}"}, allow_redirects=False
            ) as answer:
                given = await answer.json(content_type=None) if answer.status < 500 else None
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise ProviderAway("the provider does not answer") from error
        if given is None:
            raise ProviderAway("the provider does not answer")
        token = given.get("id_token") if isinstance(given, dict) else None
        if answer.status != 200 or not isinstance(token, str):
            raise NotProven("the provider does not know this code")
        return token


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS))


async def _get(session: aiohttp.ClientSession, place: str) -> dict[str, Any]:
    try:
        async with session.get(place, allow_redirects=False) as answer:
            found = await answer.json(content_type=None) if answer.status == 200 else None
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise ProviderAway("the provider does not answer") from error
    if not isinstance(found, dict):
        raise ProviderAway("the provider does not answer")
    return found


def _is_safe(place: object, in_the_clear: bool) -> bool:
    return isinstance(place, str) and urlsplit(place).scheme in {"https", "http" if in_the_clear else "https"}


def _several(audience: object) -> bool:
    return isinstance(audience, list) and len(audience) > 1
