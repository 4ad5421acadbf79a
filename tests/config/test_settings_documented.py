"""docs/settings.md is what the settings say, and nothing heavy is loaded by looking at them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BETWEEN_OUR_PROCESSES = {"ALBUMEN_WORKER", "ALBUMEN_SUPERVISED"}
HEAVY = ("onnxruntime", "cv2", "pyvips", "sklearn")


def _python(code: str, data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {n: v for n, v in os.environ.items() if not n.startswith("ALBUMEN_") and n != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={
            **clean,
            "ALBUMEN_DATA": str(data),
            "DJANGO_SETTINGS_MODULE": "albumen.config.settings",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_page_of_settings_is_fresh(tmp_path: Path) -> None:
    written = _python(
        "from albumen.config.documentation import page; print(page(), end='')", tmp_path / "somewhere"
    )
    assert written.returncode == 0, written.stderr
    assert written.stdout == (ROOT / "docs" / "settings.md").read_text("utf-8"), "run `make settings`"


def test_every_setting_is_in_some_guide() -> None:
    guides = "".join(path.read_text("utf-8") for path in (ROOT / "docs").glob("*.md"))
    used = {
        name
        for path in (ROOT / "src").rglob("*.py")
        for name in re.findall(r'"((?:ALBUMEN_[A-Z0-9_]+|DATABASE_URL))"', path.read_text("utf-8"))
    }
    assert len(used) > 40
    missing = sorted(name for name in used - BETWEEN_OUR_PROCESSES if f"`{name}" not in guides)
    assert missing == []


@pytest.mark.parametrize(
    "modules",
    [
        "albumen.config.settings",
        "albumen.config.urls, albumen.api.urls, albumen.web.urls",
        "albumen.config.asgi",
        "albumen.config.celery, albumen.jobs.tasks, albumen.jobs.hooks",
    ],
)
def test_nothing_heavy_is_loaded_by(modules: str, tmp_path: Path) -> None:
    code = (
        "import sys, django\n"
        "django.setup()\n"
        f"import {modules}\n"
        "from django.apps import apps; apps.get_models()\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = _python(code, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_a_worker_loads_neither_the_api_nor_the_pages_of_administrators(tmp_path: Path) -> None:
    code = (
        "import sys, django, albumen.config.celery\n"
        "django.setup()\n"
        "import albumen.jobs.tasks, albumen.jobs.hooks\n"
        "ours = [name for name in sys.modules if name.startswith('albumen.') and 'admin' in name]\n"
        "print(*ours, *[name for name in ('ninja', 'albumen.api.api') if name in sys.modules])"
    )
    done = _python(code, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("ALBUMEN_PORT", "0", "0 is less than 1"),
        ("ALBUMEN_SEARCH_HNSW_CANDIDATES", "1001", "1001 is more than 1000"),
        ("ALBUMEN_ROLES", "web,cook", "no role 'cook'"),
        ("ALBUMEN_STORAGE_URL", "ftp://x", "'ftp' is no known store"),
        ("DATABASE_URL", "mysql://x/y", "only postgres://"),
        ("ALBUMEN_SITE_URL", "example", "is no address like"),
        ("ALBUMEN_DEBUG", "perhaps", "write yes or no"),
        ("ALBUMEN_SMTP_PASSWORD_FILE", "/does/not/exist", "cannot be read"),
    ],
)
def test_a_bad_setting_ends_the_start_with_one_line(
    setting: str, value: str, said: str, tmp_path: Path
) -> None:
    done = _python("import albumen.config.settings", tmp_path, **{setting: value})
    assert done.returncode == 1
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith(f"Setting {setting}: ")
    assert said in line
