"""When the web client is built, and that a site runs where it cannot be; two small programs stand in for Node."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from albumen.cli.client_building import ensure_client, is_fresh

NODE = "#!/bin/sh\necho v{version}\n"
NPM = """#!/bin/sh
echo "$*" >> calls
case "$1" in
  ci) mkdir -p node_modules && touch node_modules/.package-lock.json ;;
  run) {build} ;;
esac
"""
BUILDS = 'mkdir -p "$5" && echo built > "$5/index.html"'
FAILS = 'echo "src/main.tsx is wrong" && exit 1'


class Checkout:
    """A frontend/ with one source, and what was said and called."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder, self._programs = folder, programs
        self.said: list[str] = []
        (folder / "src").mkdir(parents=True)
        for name in ("package.json", "package-lock.json", "src/main.tsx"):
            (folder / name).write_text("{}")
            os.utime(folder / name, (1_000, 1_000))

    def tools(self, *, version: str = "20.19.0", build: str = BUILDS) -> None:
        """Put a Node of this version, and an npm that builds like this, into the path."""
        for name, text in {"node": NODE.format(version=version), "npm": NPM.format(build=build)}.items():
            (self._programs / name).write_text(text)
            (self._programs / name).chmod(0o755)

    def ensure(self, served: Path | None = None) -> str:
        """What is said when a site starts."""
        self.said.clear()
        ensure_client(self.folder, served or self.folder / "dist", self.said.append)
        return "\n".join(self.said)

    def calls(self) -> list[str]:
        """What npm was called with."""
        calls = self.folder / "calls"
        return calls.read_text().splitlines() if calls.exists() else []

    def change(self, seconds: float) -> None:
        """Somebody edits the source so many seconds after the last build."""
        at = (self.folder / "dist" / "index.html").stat().st_mtime + seconds
        (self.folder / "src" / "main.tsx").write_text("{} // other")
        os.utime(self.folder / "src" / "main.tsx", (at, at))


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("mkdir", "touch"):
        (programs / name).symlink_to(shutil.which(name) or name)
    monkeypatch.setenv("PATH", str(programs))
    return Checkout(tmp_path / "frontend", programs)


def test_what_is_missing_is_installed_and_built_once(checkout: Checkout) -> None:
    checkout.tools()
    assert checkout.ensure().endswith("Web client: built.")
    assert [call.split()[0] for call in checkout.calls()] == ["ci", "run"]
    assert checkout.ensure() == "Web client: built, nothing changed."
    assert len(checkout.calls()) == 2
    assert sorted(path.name for path in checkout.folder.glob("dist*")) == ["dist"]


def test_a_changed_source_is_built_without_installing_again(checkout: Checkout) -> None:
    checkout.tools()
    checkout.ensure()
    checkout.change(seconds=5)
    assert checkout.ensure().endswith("Web client: built.")
    assert [call.split()[0] for call in checkout.calls()] == ["ci", "run", "run"]
    assert is_fresh(checkout.folder)


def test_without_node_the_site_runs_without_it(checkout: Checkout) -> None:
    said = checkout.ensure()
    assert "Node.js 20.19 or newer with npm is not installed" in said
    assert "the site runs without it" in said and len(checkout.said) == 1


def test_an_old_node_is_named(checkout: Checkout) -> None:
    checkout.tools(version="18.20.4")
    assert "v18.20.4 is installed" in checkout.ensure()
    assert checkout.calls() == []


def test_a_build_that_fails_leaves_the_one_before(checkout: Checkout) -> None:
    checkout.tools()
    checkout.ensure()
    checkout.change(seconds=5)
    checkout.tools(build=FAILS)
    said = checkout.ensure()
    assert "src/main.tsx is wrong" in said and "an older one is served" in said
    assert (checkout.folder / "dist" / "index.html").read_text() == "built\n"


def test_a_client_from_elsewhere_is_left_alone(checkout: Checkout, tmp_path: Path) -> None:
    checkout.tools()
    elsewhere = tmp_path / "elsewhere"
    assert checkout.ensure(elsewhere) == "Web client: there is none here; the API and the admin are served."
    elsewhere.mkdir()
    (elsewhere / "index.html").write_text("mine")
    assert checkout.ensure(elsewhere) == f"Web client: {elsewhere}"
    assert checkout.calls() == []
