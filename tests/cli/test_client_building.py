"""When the web client is built, and that a site runs where it cannot be; two small programs stand in for Node."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
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
BUILDS = "mkdir -p dist && echo built > dist/index.html"
WHOLE = Path(__file__).resolve().parents[2] / "frontend" / "build" / "whole.js"
VITE = """
import {{ mkdirSync, writeFileSync }} from 'node:fs'
export async function build({{ build: {{ outDir }} }}) {{
  mkdirSync(outDir, {{ recursive: true }})
  writeFileSync(`${{outDir}}/index.html`, '{page}')
  {then}
}}
"""
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


@pytest.fixture
def whole(tmp_path: Path) -> Callable[..., bool]:
    """Runs `npm run build`'s script with a Vite that writes this page and then does that; whether it succeeded."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed")
    vite = tmp_path / "node_modules" / "vite"
    (tmp_path / "build").mkdir()
    vite.mkdir(parents=True)
    shutil.copy(WHOLE, tmp_path / "build" / WHOLE.name)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (vite / "package.json").write_text('{"type": "module", "exports": "./index.js"}')

    def run(page: str, then: str = "") -> bool:
        (vite / "index.js").write_text(VITE.format(page=page, then=then))
        done = subprocess.run([node, f"build/{WHOLE.name}"], cwd=tmp_path, capture_output=True, check=False)
        return done.returncode == 0

    return run


@pytest.mark.parametrize(
    "then", ["throw new Error('wrong')", "process.exit(1)", "process.kill(process.pid, 'SIGKILL')"]
)
def test_a_build_that_ends_early_touches_nothing(
    whole: Callable[..., bool], tmp_path: Path, then: str
) -> None:
    assert whole("first")
    assert not whole("half", then)
    assert (tmp_path / "dist" / "index.html").read_text() == "first"
    assert whole("second")
    assert (tmp_path / "dist" / "index.html").read_text() == "second"
    assert sorted(path.name for path in tmp_path.glob("dist*")) == ["dist"]
