"""Every room whose tests use a database is in the lane that runs them once more on PostgreSQL."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
ELSEWHERE = {"integration", "e2e"}
"""Real servers and browsers, with databases of their own."""


def test_no_room_with_a_database_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(TESTS.parent / "scripts")
    lanes = {lane.name: lane for lane in importlib.import_module("run_tests").lanes()}
    run = {Path(argument).name for argument in lanes["postgresql"].arguments if argument.startswith("tests/")}
    rooms = {
        file.relative_to(TESTS).parts[0]
        for file in TESTS.glob("*/**/test_*.py")
        if "mark.django_db" in file.read_text("utf-8")
    }
    assert "upgrades" in rooms and rooms - ELSEWHERE <= run
