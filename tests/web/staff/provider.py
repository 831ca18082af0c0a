"""A small OpenID Connect provider: people are always willing, and it checks what it is sent as a real one does."""

from __future__ import annotations

import json
import secrets
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import ECKey, Key, KeySet, RSAKey

from tests.loopback import at_loopback

CLIENT, SECRET, REDIRECT = "second-line", "a-secret-between-the-two", "https://clinic.example/staff"


@dataclass
class SmallProvider:
    """``person`` are the claims of whoever signs in; ``spoil`` changes a token before it is signed with ``signs``."""

    address: str = ""
    person: dict[str, Any] = field(
        default_factory=lambda: {"sub": "42", "email": "Ann@clinic.example", "roles": ["agent"]}
    )
    key: Key = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "one"}))
    signs: Key | None = None
    algorithm: str = "ES256"
    spoil: Callable[[dict[str, Any]], None] = lambda _: None
    told: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def settings(self) -> dict[str, str]:
        return {"oidc_issuer": self.address, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET,
                "oidc_redirect": REDIRECT}  # fmt: skip

    async def tell(self, _request: web.Request) -> web.Response:
        return web.json_response({
            "issuer": self.address, "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token", "jwks_uri": f"{self.address}/keys", **self.told,
        })  # fmt: skip

    async def keys(self, _request: web.Request) -> web.Response:
        return web.json_response(KeySet([self.key]).as_dict(private=False))

    async def authorize(self, request: web.Request) -> web.Response:
        asked = dict(request.query)
        assert (asked["client_id"], asked["redirect_uri"], asked["response_type"]) == (CLIENT, REDIRECT, "code")
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        raise web.HTTPFound(f"{REDIRECT}?code={code}&state={asked['state']}")

    async def token(self, request: web.Request) -> web.Response:
        sent = await request.post()
        asked = self.codes.pop(str(sent.get("code")), None)
        proof = b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode()
        challenge = urlsafe_b64encode(sha256(str(sent["code_verifier"]).encode()).digest()).rstrip(b"=").decode()
        if asked is None or proof != f"{CLIENT}:{SECRET}" or asked["code_challenge"] != challenge:
            return web.json_response({"error": "invalid_grant"}, status=400)
        assert (sent["grant_type"], sent["redirect_uri"]) == ("authorization_code", REDIRECT)
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= self.person
        self.spoil(claims)
        return web.json_response({"access_token": "x", "token_type": "Bearer", "id_token": self.sign(claims)})

    def sign(self, claims: dict[str, Any]) -> str:
        header = {"alg": self.algorithm, "kid": "one"}
        if self.algorithm == "none":
            parts = (urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims))
            return f"{'.'.join(parts)}."
        return jwt.encode(header, claims, self.signs or self.key, algorithms=[self.algorithm])


def rsa() -> Key:
    return RSAKey.generate_key(2048, {"kid": "one"})


@asynccontextmanager
async def providing() -> AsyncIterator[SmallProvider]:
    provider = SmallProvider()
    app = web.Application()
    app.add_routes([
        web.get("/.well-known/openid-configuration", provider.tell), web.get("/keys", provider.keys),
        web.get("/authorize", provider.authorize), web.post("/token", provider.token),
    ])  # fmt: skip
    async with at_loopback(app) as provider.address:
        yield provider
