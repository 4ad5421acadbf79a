"""The first administrator's password is printed where somebody reads it, and in a file where logs would keep it."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from albumen.cli.setting_up import FIRST_LOGIN, SetUpError, _tell_password


def test_on_a_terminal_it_is_printed_and_written_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    said: list[str] = []
    _tell_password(tmp_path / "keys" / FIRST_LOGIN, "boss@example.org", "a-secret", said.append)
    assert "a-secret" in said[0] and list(tmp_path.iterdir()) == []


def test_elsewhere_its_owner_alone_finds_it_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False)
    path, other = tmp_path / "keys" / FIRST_LOGIN, tmp_path / "other"
    path.parent.mkdir()
    other.write_text("mine")
    path.symlink_to(other)
    said: list[str] = []
    _tell_password(path, "boss@example.org", "a-secret", said.append)
    assert path.read_text().splitlines() == ["boss@example.org", "a-secret"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and other.read_text() == "mine"
    assert str(path) in said[0] and not any("a-secret" in line for line in said)


def test_a_file_that_cannot_be_written_is_said_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False)
    (tmp_path / "keys").write_text("in the way")
    with pytest.raises(SetUpError, match="changepassword boss"):
        _tell_password(tmp_path / "keys" / FIRST_LOGIN, "boss@example.org", "a-secret", lambda _: None)
