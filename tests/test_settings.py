"""Settings: all of them documented, none of them unsafe."""

from __future__ import annotations

import re
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from assistant.app import open_store
from assistant.errors import SettingsError
from assistant.settings import Settings, read_settings

OIDC = {
    "oidc_issuer": "https://id.example",
    "oidc_client_id": "second-line",
    "oidc_client_secret": "the-very-same-secret",
    "oidc_redirect": "https://clinic.example/staff",
}
SECRET = "whsec_" + b64encode(bytes(24)).decode()
README = Path(__file__).parents[1] / "README.md"


def test_every_setting_stands_in_the_readme_with_its_default() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| (.*?) \|", README.read_text("utf-8"), re.MULTILINE)
    documented = {key: (variable, default) for key, variable, default in rows}
    assert documented.keys() == Settings.model_fields.keys()
    for key, field in Settings.model_fields.items():
        variable, default = documented[key]
        assert variable == f"ASSISTANT_{key.upper()}"
        assert default == ("none" if field.default in (None, ()) else f"`{field.default}`")


@pytest.mark.promise(53)
@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"rate_limits": "off", "host": "0.0.0.0"}, "rate_limits may be off on a loopback address only"),
        ({"rate_limits": "off", "host": "::"}, "loopback"),
        ({"rate_limits": "off", "host": "clinic.example"}, "loopback"),
        ({"rate_limits": "no"}, "rate_limits"),
        ({"host": "0.0.0.0", "clinic_key": "short"}, "clinic_key needs at least 16 characters"),
        ({"host": "0.0.0.0", "staff_token": "123456789012345"}, "staff_token"),
        ({"clinic_key": "the-very-same-secret", "staff_token": "the-very-same-secret"}, "no two may be the same"),
        ({"clinic_keys": "everything:the-very-same-secret"}, "clinic_keys.0: a key is written as understand+triage:"),
        ({"clinic_keys": "the-very-same-secret"}, "clinic_keys.0: a key is written as understand+triage:SECRET"),
        ({"clinic_keys": "triage:"}, "clinic_keys.0: a key is written as understand+triage:SECRET"),
        ({"host": "0.0.0.0", "clinic_keys": "triage:short"}, "a key of clinic_keys needs at least 16 characters"),
        ({"clinic_keys": "triage:the-very-same-secret,channels:the-very-same-secret"}, "no two may be the same"),
        ({"trusted_proxies": "everybody"}, "trusted_proxies"),
        ({"allowed_origins": "*"}, "allowed_origins"),
        ({"allowed_origins": "https://clinic.example/path"}, "allowed_origins"),
        ({"token_days": 0}, "token_days"),
        ({"encryption_keys": "the-very-same-secret"}, "a key is 32 bytes in base64, as assistant keys new prints one"),
        ({"encryption_keys": b64encode(bytes(16)).decode()}, "encryption_keys.0: a key is 32 bytes in base64"),
        (
            {"oidc_issuer": "https://id.example"},
            "signing in elsewhere also needs oidc_client_id, oidc_client_secret, oidc_redirect",
        ),
        ({**OIDC, "oidc_redirect": ""}, "signing in elsewhere also needs oidc_redirect"),
        ({**OIDC, "oidc_issuer": "http://id.example"}, "oidc_issuer needs an address that begins with https://"),
        ({**OIDC, "oidc_issuer": "http://127.0.0.1", "host": "0.0.0.0"}, "oidc_issuer needs an address"),
        ({**OIDC, "oidc_redirect": "//staff"}, "oidc_redirect needs an address"),
        ({**OIDC, "oidc_client_secret": "123456789012345"}, "oidc_client_secret needs at least 16 characters"),
        ({"openings_per_minute": 0}, "openings_per_minute"),
        ({"staff_hours": "9 to 5"}, "staff_hours.0: “9 to 5” is not like Mon-Fri 09:00-17:00"),
        ({"staff_hours": "Mon-Fri 09:00-17:00, Sat 22:00-02:00"}, "staff_hours.1: “Sat 22:00-02:00” ends before it"),
        ({"staff_hours": "Mon 09:00-25:00"}, "staff_hours.0"),
        ({"staff_hours": "Mon 09:00-12:00", "staff_closed": "25.12.2026"}, "staff_closed.0: “25.12.2026” is not like"),
        ({"staff_hours": "Mon 09:00-12:00", "staff_closed": "2026-02-30"}, "staff_closed.0: “2026-02-30” is not like"),
        ({"staff_hours": "Mon 09:00-12:00", "staff_closed": "2026-12-25 to 2026-12-24"}, "ends before it begins"),
        ({"staff_closed": "2026-12-25"}, "staff_closed names exceptions of staff_hours, and there are none"),
        ({"staff_time_zone": "Europe/Lonndon"}, "staff_time_zone: “Europe/Lonndon” is no time zone"),
        ({"staff_time_zone": "../etc/passwd"}, "staff_time_zone"),
        ({"webhook_url": "http://clinic.example/hook", "webhook_secret": SECRET}, "webhook_url: "),
        ({"webhook_url": "https://somebody@clinic.example/", "webhook_secret": SECRET}, "webhook_url: "),
        ({"webhook_url": "ftp://127.0.0.1/", "webhook_secret": SECRET}, "webhook_url: "),
        ({"webhook_url": "https://[::1/hook", "webhook_secret": SECRET}, "webhook_url: "),
        ({"webhook_url": "https://clinic.example:port/", "webhook_secret": SECRET}, "webhook_url: "),
        ({"webhook_url": "https://clinic.example/"}, "webhook_url and webhook_secret go together"),
        ({"webhook_secret": SECRET}, "webhook_url and webhook_secret go together"),
        ({"webhook_url": "https://clinic.example/", "webhook_secret": "the-very-same-secret"}, "whsec_ and 24 to 64"),
        ({"webhook_url": "https://clinic.example/", "webhook_secret": "whsec_c2hvcnQ="}, "whsec_ and 24 to 64"),
    ],
)
def test_what_is_not_safe_is_refused_in_one_line_without_the_secret(given: dict[str, Any], says: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(**given)
    line = str(refused.value)
    assert says in line
    assert "\n" not in line
    assert not any(secret in line for secret in ("123456789012345", "the-very-same-secret"))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_limits_may_be_off_where_only_this_machine_can_call(host: str) -> None:
    assert read_settings(rate_limits="off", host=host).rate_limits == "off"


def test_lists_are_words_between_commas_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_TRUSTED_PROXIES", "10.0.0.0/8, ::1")
    monkeypatch.setenv("ASSISTANT_ALLOWED_ORIGINS", "https://Clinic.example")
    settings = read_settings()
    assert [str(proxy) for proxy in settings.trusted_proxies] == ["10.0.0.0/8", "::1/128"]
    assert settings.allowed_origins == ("https://clinic.example",)


@pytest.mark.promise(53)
def test_no_keys_at_all_may_be_said_with_an_empty_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_ENCRYPTION_KEYS", "")
    assert read_settings().keys == ()


def test_an_unsafe_server_does_not_start(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "assistant", "serve", "--port", "0", "--data", str(tmp_path), "--host", "0.0.0.0"]
    ended = subprocess.run(
        command, env={"ASSISTANT_RATE_LIMITS": "off"}, capture_output=True, text=True, timeout=30, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.startswith("Error: rate_limits may be off on a loopback address only")


async def test_a_data_folder_open_to_others_is_pointed_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for mode, warned in ((0o755, True), (0o700, False)):
        await (await open_store(Settings(data=_folder(tmp_path, mode)))).close()
        written = capsys.readouterr()
        assert ("data_folder_open_to_others" in written.out + written.err) == warned


def _folder(parent: Path, mode: int) -> Path:
    folder = parent / f"{mode:o}"
    folder.mkdir()
    folder.chmod(mode)
    return folder
