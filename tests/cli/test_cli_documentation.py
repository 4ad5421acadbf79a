"""docs/cli.md names every option of sort and find."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
import typer

from albumen.cli import find, sort
from albumen.engine.clustering import ALGORITHMS

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "cli.md").read_text("utf-8")


@pytest.mark.parametrize("command", [sort.sort, find.find])
def test_every_option_is_documented(command: object) -> None:
    hints = get_type_hints(command, include_extras=True)
    for name in inspect.signature(command).parameters:  # type: ignore[arg-type]
        option = next(extra for extra in get_args(hints[name])[1:] if hasattr(extra, "param_decls"))
        if isinstance(option, typer.models.ArgumentInfo):
            continue
        declared = (option.default, *(option.param_decls or ()))  # Typer takes the first one for a default
        spelled = next((str(d) for d in declared if str(d).startswith("--")), f"--{name.replace('_', '-')}")
        assert f"`{spelled}" in GUIDE, f"{spelled} is not in docs/cli.md"


def test_every_algorithm_is_documented() -> None:
    assert [name for name in ALGORITHMS if f"`{name}`" not in GUIDE] == []
