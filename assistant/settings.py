"""Every setting, once: ``assistant.toml`` in the working folder, then ``ASSISTANT_*`` in the environment."""

from __future__ import annotations

from base64 import b64decode
from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.errors import SettingsError
from assistant.hours import Closed, Hours, Opening, Quiet

SHORTEST_SECRET = 16
KEY_BYTES = 32
SCOPES = frozenset({"understand", "triage", "channels"})
"""What a key of the clinic may open."""
SearchKind = Literal["lexical", "semantic"]


def _listed(value: Any) -> Any:
    """A list in the file; words between commas in the environment."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _postgresql(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(("postgresql://", "postgres://")):
        raise ValueError("an address like postgresql://user:password@host/name is needed")
    return url


def _key(key: SecretStr) -> SecretStr:
    try:
        fits = len(b64decode(key.get_secret_value(), validate=True)) == KEY_BYTES
    except ValueError:
        fits = False
    if not fits:
        raise ValueError("a key is 32 bytes in base64, as assistant keys new prints one")
    return key


class ClinicKey(NamedTuple):
    """A secret of the clinic's programs, and what it opens."""

    scopes: frozenset[str]
    key: SecretStr

    @classmethod
    def read(cls, text: str) -> ClinicKey:
        """``understand+triage:SECRET``. Raises ``ValueError``, without the secret, for anything else."""
        named, _, key = text.partition(":")
        scopes = frozenset(named.split("+"))
        if not key or not scopes <= SCOPES:
            raise ValueError(f"a key is written as understand+triage:SECRET, with some of {', '.join(sorted(SCOPES))}")
        return cls(scopes, SecretStr(key))


def _clinic_key(text: Any) -> Any:
    return ClinicKey.read(text) if isinstance(text, str) else text


def _opening(text: Any) -> Any:
    return Opening.read(text) if isinstance(text, str) else text


def _closed(text: Any) -> Any:
    # TOML has dates of its own.
    return Closed.read(str(text)) if isinstance(text, str | date) else text


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"“{name}” is no time zone known to this machine, such as Europe/London") from None
    return name


def _is_private(address: str, on_loopback: bool) -> bool:
    """Whether nobody on the way can read what goes there."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (on_loopback and parts.scheme == "http" and parts.hostname in LOOPBACK)
    )


class Oidc(NamedTuple):
    """The provider at which staff sign in, and how it knows this server."""

    issuer: str
    client_id: str
    client_secret: SecretStr
    redirect: str


LOOPBACK = ("127.0.0.1", "::1", "localhost")


def _quiet(text: str) -> str:
    try:
        Quiet.read(text, "UTC")
    except ValueError:
        raise ValueError(f"“{text}” is not like 21:00-08:00") from None
    return text


def _webhook(url: str) -> str:
    parts = urlsplit(url)
    if not _is_private(url, on_loopback=True) or parts.username or parts.port == 0 or not url.isprintable():
        raise ValueError("an address like https://clinic.example/told is needed; http only for this machine")
    return url


def _webhook_secret(secret: SecretStr) -> SecretStr:
    """As Standard Webhooks has them."""
    mark, _, key = secret.get_secret_value().partition("_")
    try:
        fits = mark == "whsec" and 24 <= len(b64decode(key, validate=True)) <= 64
    except ValueError:
        fits = False
    if not fits:
        raise ValueError("whsec_ and 24 to 64 bytes in base64 are needed")
    return secret


Origin = Annotated[str, StringConstraints(pattern=r"^https?://[A-Za-z0-9.:\[\]-]+$", to_lower=True)]
Network = IPv4Network | IPv6Network


class Settings(BaseSettings):
    """How this process runs. Unknown keys in ``assistant.toml`` are refused, and so is what would not be safe."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", toml_file="assistant.toml", frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    data: Path = Path("data")
    database: Annotated[SecretStr, AfterValidator(_postgresql)] | None = None
    encryption_keys: Annotated[
        tuple[Annotated[SecretStr, AfterValidator(_key)], ...], NoDecode, BeforeValidator(_listed)
    ] = ()
    clinic_key: SecretStr | None = None
    clinic_keys: Annotated[
        tuple[Annotated[ClinicKey, BeforeValidator(_clinic_key)], ...], NoDecode, BeforeValidator(_listed)
    ] = ()
    staff_token: SecretStr | None = None
    staff_hours: Annotated[
        tuple[Annotated[Opening, BeforeValidator(_opening)], ...], NoDecode, BeforeValidator(_listed)
    ] = ()
    staff_closed: Annotated[
        tuple[Annotated[Closed, BeforeValidator(_closed)], ...], NoDecode, BeforeValidator(_listed)
    ] = ()
    staff_time_zone: Annotated[str, AfterValidator(_time_zone)] = "UTC"
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_redirect: str | None = None
    oidc_role_claim: str = Field(default="roles", min_length=1)
    nudge_minutes: int = Field(default=15, ge=0, le=1440)
    quiet_hours: Annotated[str, AfterValidator(_quiet)] = "21:00-08:00"
    unclaimed_minutes: int = Field(default=30, ge=0, le=1440)
    webhook_url: Annotated[str, AfterValidator(_webhook)] | None = None
    webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] | None = None
    locale: str = "en"
    search: SearchKind = "lexical"
    otlp_endpoint: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    token_days: int = Field(default=180, ge=1, le=3650)
    idle_days: int = Field(default=180, ge=1, le=3650)
    finished_days: int = Field(default=180, ge=1, le=3650)
    receipt_days: int = Field(default=2190, ge=1, le=36500)
    audit_days: int = Field(default=2190, ge=1, le=36500)
    rate_limits: Literal["on", "off"] = "on"
    openings_per_minute: int = Field(default=600, ge=1)
    messages_per_minute: int = Field(default=300, ge=1)
    clinic_calls_per_minute: int = Field(default=600, ge=1)
    turns_at_once: int = Field(default=512, ge=1)
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_listed)] = ()
    allowed_origins: Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_listed)] = ()

    @property
    def keys(self) -> tuple[bytes, ...]:
        """What encrypts the store (the first one) and what still reads it."""
        return tuple(b64decode(key.get_secret_value()) for key in self.encryption_keys)

    @property
    def hours(self) -> Hours | None:
        """When staff read what is left for them; ``None`` where nobody does."""
        if not self.staff_hours:
            return None
        return Hours(openings=self.staff_hours, closed=self.staff_closed, zone=self.staff_time_zone)

    @property
    def quiet(self) -> Quiet:
        """When nobody is written to who did not write."""
        return Quiet.read(self.quiet_hours, self.staff_time_zone)

    @property
    def oidc(self) -> Oidc | None:
        """``None`` where staff sign in here only."""
        if not (self.oidc_issuer and self.oidc_client_id and self.oidc_client_secret and self.oidc_redirect):
            return None
        return Oidc(self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret, self.oidc_redirect)

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def opens(self) -> tuple[ClinicKey, ...]:
        """Every key of the clinic; ``clinic_key`` opens all."""
        return (*([ClinicKey(SCOPES, self.clinic_key)] if self.clinic_key else []), *self.clinic_keys)

    @property
    def webhook_key(self) -> bytes:
        """What signs for the webhook; empty without one."""
        return b64decode(self.webhook_secret.get_secret_value().partition("_")[2]) if self.webhook_secret else b""

    @model_validator(mode="after")
    def _safe_together(self) -> Self:
        if self.rate_limits == "off" and not self.on_loopback:
            raise ValueError(f"rate_limits may be off on a loopback address only, and {self.host} is none")
        self._safe_secrets()
        if self.staff_closed and not self.staff_hours:
            raise ValueError("staff_closed names exceptions of staff_hours, and there are none")
        self._whole_provider()
        if bool(self.webhook_url) != bool(self.webhook_secret):
            raise ValueError("webhook_url and webhook_secret go together")
        return self

    def _safe_secrets(self) -> None:
        """Long enough for where they can be tried, and no two alike."""
        named = [("clinic_key", self.clinic_key), ("staff_token", self.staff_token)]
        named += [("a key of clinic_keys", each.key) for each in self.clinic_keys]
        secrets = [(name, secret.get_secret_value()) for name, secret in named if secret]
        for name, secret in secrets:
            if not self.on_loopback and len(secret) < SHORTEST_SECRET:
                raise ValueError(f"{name} needs at least {SHORTEST_SECRET} characters on an address others can reach")
        if len({secret for _, secret in secrets}) < len(secrets):
            raise ValueError("clinic_key, clinic_keys and staff_token open different doors, so no two may be the same")

    def _whole_provider(self) -> None:
        """All of it or nothing, and nothing in the clear but on this machine."""
        parts = {f"oidc_{name}": getattr(self, f"oidc_{name}") for name in Oidc._fields}
        missing = [name for name, value in parts.items() if not value]
        if missing and len(missing) < len(parts):
            raise ValueError(f"signing in elsewhere also needs {', '.join(missing)}")
        for name in ("oidc_issuer", "oidc_redirect"):
            if (address := parts[name]) and not _is_private(address, self.on_loopback):
                raise ValueError(f"{name} needs an address that begins with https://")
        if self.oidc_client_secret and len(self.oidc_client_secret.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"oidc_client_secret needs at least {SHORTEST_SECRET} characters")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the base names them
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def read_settings(**given: Any) -> Settings:
    """The settings, command-line options first. Raises ``SettingsError`` that names what does not fit."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise SettingsError("; ".join(map(_problem, error.errors(include_input=False)))) from None


def _problem(item: Any) -> str:
    """What is wrong with one setting, or with several together; those name themselves."""
    said = item["msg"].removeprefix("Value error, ")
    return f"{'.'.join(map(str, item['loc']))}: {said}" if item["loc"] else said
