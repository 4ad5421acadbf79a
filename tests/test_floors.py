"""The house has floors: a room imports only from floors below it, and the pure rooms know no Django."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src" / "albumen"

FLOORS = {
    "errors": 0,
    "identifiers": 0,
    "engine": 1,
    "imaging": 1,
    "places": 1,
    "search": 2,
    "audit": 1,  # below the services: jobs are retried and cancelled by audited actions
    "jobs": 2,
    "config": 2,
    "folders": 3,
    "accounts": 3,
    "events": 3,
    "photos": 3,
    "people": 3,
    "find": 3,
    "exports": 3,
    "guests": 3,
    "upgrades": 3,
    "cli": 4,
    "api": 4,
    "web": 4,
}
"""The floor of each room of ``albumen``; rooms of the domain (floor 3) may import from each other."""

PURE = {"engine", "imaging", "places", "folders", "errors"}


def _room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    """Every module a file imports, at any depth, absolute names only (relative imports are resolved)."""
    package = ["albumen", *path.relative_to(SOURCE).parts[:-1]]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found.add(module)
            if module == "albumen" or node.module is None:
                found.update(f"{module}.{alias.name}" for alias in node.names)
    return found


FILES = sorted(p for p in SOURCE.rglob("*.py") if p.parent != SOURCE or p.name == "errors.py")


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_room_imports_only_from_floors_below(path: Path) -> None:
    room = _room(path)
    assert room in FLOORS, f"the room {room} has no floor: add it to FLOORS"
    for module in _imports(path):
        parts = module.split(".")
        if parts[0] != "albumen" or len(parts) < 2 or parts[1] == room or parts[1] == "__version__":
            continue
        other = parts[1]
        assert other in FLOORS, f"{path.name} imports {module}, whose room has no floor"
        same_domain = FLOORS[room] == FLOORS[other] == 3
        assert FLOORS[other] < FLOORS[room] or same_domain, f"{room} (floor {FLOORS[room]}) imports {module}"


@pytest.mark.parametrize(
    "path", [p for p in FILES if _room(p) in PURE], ids=lambda p: str(p.relative_to(SOURCE))
)
def test_pure_rooms_know_no_framework(path: Path) -> None:
    forbidden = {
        "django",
        "celery",
        "ninja",
        "typer",
        "tensorflow",
        "torch",
        "dlib",
        "face_recognition_models",
    }
    assert not {m.split(".")[0] for m in _imports(path)} & forbidden


def test_the_check_sees_a_breach(tmp_path: Path) -> None:
    """Guard the guard: what it must refuse, it reads."""
    inside = SOURCE / "engine" / "types.py"
    assert "numpy" in _imports(inside)
    assert "albumen.engine.types" in _imports(SOURCE / "engine" / "analysis.py")
