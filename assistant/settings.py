"""Every setting, once: ``assistant.toml`` in the working folder, then ``ASSISTANT_*`` in the environment."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, StringConstraints, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

SHORTEST_SECRET = 16
SearchKind = Literal["lexical", "semantic"]


def _listed(value: Any) -> Any:
    """A list in the file; words between commas in the environment."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _postgresql(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(("postgresql://", "postgres://")):
        raise ValueError("an address like postgresql://user:password@host/name is needed")
    return url


Origin = Annotated[str, StringConstraints(pattern=r"^https?://[A-Za-z0-9.:\[\]-]+$", to_lower=True)]
Network = IPv4Network | IPv6Network


class Settings(BaseSettings):
    """How this process runs. Unknown keys in ``assistant.toml`` are refused, and so is what would not be safe."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", toml_file="assistant.toml", frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    data: Path = Path("data")
    database: Annotated[SecretStr, AfterValidator(_postgresql)] | None = None
    clinic_key: SecretStr | None = None
    staff_token: SecretStr | None = None
    locale: str = "en"
    search: SearchKind = "lexical"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    token_days: int = Field(default=180, ge=1, le=3650)
    rate_limits: Literal["on", "off"] = "on"
    openings_per_minute: int = Field(default=600, ge=1)
    messages_per_minute: int = Field(default=300, ge=1)
    clinic_calls_per_minute: int = Field(default=600, ge=1)
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_listed)] = ()
    allowed_origins: Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_listed)] = ()

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @model_validator(mode="after")
    def _safe_together(self) -> Self:
        if self.rate_limits == "off" and not self.on_loopback:
            raise ValueError(f"rate_limits may be off on a loopback address only, and {self.host} is none")
        for name, secret in (("clinic_key", self.clinic_key), ("staff_token", self.staff_token)):
            if secret and not self.on_loopback and len(secret.get_secret_value()) < SHORTEST_SECRET:
                raise ValueError(f"{name} needs at least {SHORTEST_SECRET} characters on an address others can reach")
        if self.clinic_key and self.staff_token and self.clinic_key == self.staff_token:
            raise ValueError("clinic_key and staff_token open different doors, so they may not be the same")
        return self

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
