"""The lane of the web client: what Node checks of it, one step after the other, and the build that browsers test."""

from __future__ import annotations

import filecmp
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from albumen.cli.client_building import ClientBuildError, build, install, missing_tools

GENERATED = Path("src") / "api" / "generated"


class ClientLane:
    """Runs the steps in ``frontend/``; a step that fails does not keep the others from running.

    Attributes:
        passed: tests and other steps that held.
        failed: names of those that did not.
    """

    def __init__(self, folder: Path, reports: Path) -> None:
        self.folder, self._reports = folder, reports
        self.passed = 0
        self.failed: list[str] = []

    def run(self) -> str | None:
        """All steps; why nothing was run, if so."""
        if not (self.folder / "package.json").is_file():
            return "there is no frontend/ here"
        if (problem := missing_tools()) is not None:
            return problem
        try:
            install(self.folder, lambda line: print(line, flush=True))
        except ClientBuildError as error:
            print(error, flush=True)
            self.failed.append("client::install")
            return None
        self._step("routes", lambda: self._npm("run", "routes"))
        with ThreadPoolExecutor(1) as beside:  # it takes as long as all others, and one core
            lint = beside.submit(self._step, "lint", lambda: self._npm("run", "lint"))
            self._step("types", lambda: self._quiet("npx", "tsc", "--noEmit"))
            self._step("generated client is fresh", self._generated_is_fresh)
            self._vitest()
            lint.result()
        self._step("build", self._builds)  # last: it writes the table of pages without those of development
        return None

    def _step(self, name: str, holds: Callable[[], bool]) -> None:
        began = time.monotonic()
        good = holds()
        print(f"{'ok    ' if good else 'FAILED'} {name} ({time.monotonic() - began:.1f} s)", flush=True)
        if good:
            self.passed += 1
        else:
            self.failed.append(f"client::{name}")

    def _npm(self, *arguments: str) -> bool:
        return self._quiet("npm", "--silent", *arguments)

    def _quiet(self, *command: str) -> bool:
        """Run it and show what it says only when it fails."""
        done = subprocess.run(  # noqa: S603 - tools of our own checkout
            command, cwd=self.folder, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        if done.returncode:
            print(done.stdout + done.stderr, flush=True)
        return done.returncode == 0

    def _builds(self) -> bool:
        try:
            build(self.folder, lambda _: None, even_if_fresh=True)
        except ClientBuildError as error:
            print(error, flush=True)
            return False
        return True

    def _generated_is_fresh(self) -> bool:
        """What openapi-ts makes of docs/openapi.json is what is committed."""
        made = self.folder / GENERATED.with_name("generated.check")
        try:
            if not self._quiet("npx", "openapi-ts", "-o", str(made.relative_to(self.folder))):
                return False
            different = _differences(self.folder / GENERATED, made)
        finally:
            shutil.rmtree(made, ignore_errors=True)
        for name in different:
            print(f"{GENERATED / name} is not what `npx openapi-ts` makes of docs/openapi.json", flush=True)
        return not different

    def _vitest(self) -> None:
        report = self._reports / "vitest.xml"
        arguments = ("--reporter=default", "--reporter=junit", f"--outputFile.junit={report}")
        good = self._quiet("npx", "vitest", "run", *arguments)
        before = len(self.failed)
        for case in ET.parse(report).getroot().iter("testcase") if report.exists() else ():  # noqa: S314 - vitest's own
            if case.find("failure") is not None or case.find("error") is not None:
                self.failed.append(f"{case.get('classname')}::{case.get('name')}")
            elif case.find("skipped") is None:
                self.passed += 1
        if not good and len(self.failed) == before:
            self.failed.append("client::vitest")
        print(f"{'ok    ' if good else 'FAILED'} vitest", flush=True)


def _differences(here: Path, there: Path) -> list[str]:
    names = {str(p.relative_to(top)) for top in (here, there) for p in top.rglob("*") if p.is_file()}
    _, different, missing = filecmp.cmpfiles(here, there, names, shallow=False)
    return sorted({*different, *missing})


if __name__ == "__main__":
    sys.exit("Run scripts/run_tests.py --lane client")
