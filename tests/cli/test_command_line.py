"""The command itself: quick to answer, clear about errors, honest exit statuses."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from albumen import __version__
from albumen.cli import main
from albumen.folders.errors import OutUnusableError
from albumen.folders.sort import check_report

HEAVY = tuple("numpy onnxruntime cv2 pyvips sklearn scipy igraph PIL jinja2 rich pebble requests".split())  # noqa: SIM905


def albumen(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "albumen", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, **options)  # type: ignore[call-overload]


def test_help_loads_no_heavy_library() -> None:
    code = (
        "import sys\n"
        "from albumen.cli.main import run\n"
        "status = run(['--help'])\n"
        f"heavy = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "sys.exit(f'loaded {heavy}' if heavy else status)\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert "sort" in answer.stdout
    assert "find" in answer.stdout


def test_help_takes_less_than_a_third_of_a_second() -> None:
    """Processor time of the whole process, so that a busy machine does not count."""

    def seconds() -> float:
        before = os.times()
        assert albumen("--help").returncode == 0
        after = os.times()
        return after.children_user - before.children_user + after.children_system - before.children_system

    assert min(seconds() for _ in range(5)) < 0.3


@pytest.mark.parametrize("command", [["sort"], ["find"], ["models"], ["doctor"]])
def test_every_command_explains_itself(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run([*command, "--help"]) == 0
    assert "Usage" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["--version"]) == 0
    assert capsys.readouterr().out == f"albumen {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sort", "nowhere", "--out", "results"], "Error: There is no file or folder nowhere."),
        (["sort", ".", "--out", "results", "--algorithm", "magic"], "no clustering algorithm called 'magic'"),
        (["sort", ".", "--out", "results", "--mode", "teleport"], "teleport"),
        (["sort", ".", "--out", "results", "--report", "no/such/report.json"], "there is no such folder"),
        (
            ["sort", ".", "--out", "results", "--report", "."],
            "that is a folder. Name a file in it with --report",
        ),
        (["sort", "."], "--out"),
        (["find", "--in", "."], "name one or more selfies"),
        (["find", "nobody.jpg", "--in", "."], "Error: There is no file or folder nobody.jpg."),
        (["dance"], "dance"),
    ],
)
def test_mistakes_are_told_in_a_sentence_with_status_2(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main.run(arguments) == 2
    shown = re.sub(r"\s+", " ", capsys.readouterr().err)
    assert said in shown
    assert "Traceback" not in shown
    assert not (tmp_path / "results").exists()


def test_a_bug_is_told_as_one_and_its_details_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    def broken(*_: object) -> None:
        raise ZeroDivisionError("one by nothing")

    monkeypatch.setattr("albumen.folders.scan.check_roots", broken)
    monkeypatch.setattr("albumen.folders.sort.check_roots", broken)

    assert main.run(["sort", ".", "--out", str(tmp_path / "out")]) == 1

    shown = capsys.readouterr().err
    assert "this is a bug" in shown
    assert "Traceback" not in shown
    kept = list(tmp_path.rglob("traceback-*.txt"))
    assert len(kept) == 1
    assert "one by nothing" in kept[0].read_text("utf-8")


def test_a_report_below_a_folder_that_may_not_be_written_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    if os.access(closed, os.W_OK):
        pytest.skip("this user may write everywhere")
    assert main.run(["sort", ".", "--out", "results", "--report", "closed/report.json"]) == 2
    assert "--report" in capsys.readouterr().err
    assert not (tmp_path / "results").exists()


def test_a_report_in_a_results_folder_that_is_yet_to_be_made_is_fine(tmp_path: Path) -> None:
    check_report(tmp_path / "results" / "report.json", tmp_path / "results")
    with pytest.raises(OutUnusableError, match="no such folder"):
        check_report(tmp_path / "elsewhere" / "report.json", tmp_path / "results")
