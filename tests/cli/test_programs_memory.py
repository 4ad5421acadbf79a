"""What memory the site's processes keep, and give back."""

from __future__ import annotations

import pytest
from django.conf import settings

from albumen.cli.programs import programs


def _environment(name: str) -> dict[str, str]:
    found = {program.name: dict(program.environment) for program in programs(settings, "here")}
    return found[name]


def test_web_processes_give_large_blocks_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MALLOC_MMAP_THRESHOLD_", raising=False)
    monkeypatch.delenv("MALLOC_TRIM_THRESHOLD_", raising=False)
    web, inference = _environment("web"), _environment("inference-1")
    assert int(web["MALLOC_MMAP_THRESHOLD_"]) <= 2 << 20, "a table of interned strings is 3.8 MB"
    assert int(inference["MALLOC_MMAP_THRESHOLD_"]) >= 36_000_000, "a picture of 12 megapixels stays"


def test_what_the_operator_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALLOC_MMAP_THRESHOLD_", "12345")
    assert _environment("web")["MALLOC_MMAP_THRESHOLD_"] == "12345"
    assert _environment("inference-1")["MALLOC_MMAP_THRESHOLD_"] == "12345"
