"""The staff token that a server on this machine makes for itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import Settings
from assistant.tokens import with_staff_token
from tests.programs import started


def test_it_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first, file = with_staff_token(Settings(data=data))
    again, _ = with_staff_token(Settings(data=data))
    assert first.staff_token
    assert len(first.staff_token.get_secret_value()) == 43
    assert again.staff_token == first.staff_token
    assert file == data / "staff.token"
    assert (file.stat().st_mode & 0o777, data.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [each.name for each in data.iterdir()] == ["staff.token"]


def test_one_that_is_set_is_left_alone_and_others_can_reach_needs_one_set(tmp_path: Path) -> None:
    given = Settings(data=tmp_path, staff_token="a-token-of-our-own-choice")
    assert with_staff_token(given) == (given, None)
    outside = Settings(data=tmp_path, host="0.0.0.0")
    assert with_staff_token(outside) == (outside, None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.promise(53)
@pytest.mark.parametrize(("text", "mode", "says"), [("", 0o600, "holds no staff token"), ("x" * 43, 0o640, "chmod")])
def test_one_that_is_not_safe_does_not_start(tmp_path: Path, text: str, mode: int, says: str) -> None:
    file = tmp_path / "staff.token"
    file.write_text(text)
    file.chmod(mode)
    with pytest.raises(SettingsError, match=says):
        with_staff_token(Settings(data=tmp_path))


@pytest.mark.promise(53)
def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="cannot be made or read"):
        with_staff_token(Settings(data=tmp_path / "file" / "data"))


async def test_the_server_says_where_it_is_and_it_opens_the_staff_calls(tmp_path: Path) -> None:
    async with started(tmp_path) as program:
        assert program.process.stdout
        line = (await program.process.stdout.readline()).decode()
        assert line == f"The staff token is in {tmp_path / 'staff.token'}\n"
        token = (tmp_path / "staff.token").read_text()
        assert (await program.call("GET", "/v1/staff/audit", token))[0] == 200
        assert (await program.call("GET", "/v1/staff/audit", token[:-1]))[0] == 401
