"""Packaging, beside pyproject.toml: puts the web client into the package, which another toolchain builds."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

BUILT = Path(__file__).parent / "frontend" / "dist"


class WithClient(build_py):
    """Copies the built client beside the code that serves it; a wheel without one says so."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:  # a checkout serves frontend/dist
            return
        place = Path(self.build_lib) / "albumen" / "web" / "built"
        shutil.rmtree(place, ignore_errors=True)
        if (BUILT / "index.html").is_file():
            shutil.copytree(BUILT, place)
        else:
            self.announce(f"{BUILT} is missing: this package has no web client (npm run build)", level=3)


setup(cmdclass={"build_py": WithClient})
