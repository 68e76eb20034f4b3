"""However a command ends: the right exit code, and a traceback only for a fault of monitorgen's own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from monitorgen.cli.ways_out import guarded
from tests.cli.conftest import write

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Run
    from tests.support.cli import RunCli


def wait_until(happened: Callable[[], bool]) -> None:
    for _ in range(600):
        if happened():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def test_a_fault_of_its_own_shows_a_traceback_and_asks_for_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    @click.command()
    def broken() -> None:
        raise RuntimeError("the impossible happened")

    assert guarded(broken, []) == 3
    said = capsys.readouterr().err
    assert "RuntimeError: the impossible happened" in said
    assert "fault of monitorgen" in said


def test_what_the_machine_refuses_is_told_in_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    @click.command()
    def reading() -> None:
        (tmp_path / "vanished").read_bytes()

    assert guarded(reading, []) == 2
    assert capsys.readouterr().err == f"Error: No such file or directory: {tmp_path}/vanished\n"


def test_a_reader_that_has_enough_is_no_fault(tmp_path: Path) -> None:
    read, written = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "monitorgen", "schema"],
        stdout=written, stderr=subprocess.PIPE, cwd=tmp_path, text=True, check=False,
    )  # fmt: skip
    os.close(written)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize("arguments", [["--help"], ["schema"], ["explain", "--all"]])
def test_an_output_that_takes_nothing_is_told(arguments: list[str], tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "monitorgen", *arguments],
            stdout=full, stderr=subprocess.PIPE, cwd=tmp_path, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "Error: No space left on device\n"


def test_it_works_without_any_standard_output(tmp_path: Path) -> None:
    script = f'exec "{sys.executable}" -m monitorgen explain MG220 >&-'
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_terminal_that_knows_only_ascii_gets_escapes(run_cli: RunCli, tmp_path: Path) -> None:
    write(tmp_path / "specs/café/system.yaml", "monitorgen: v1\nsystem: x\nsurprise: \u2603\n")
    env = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = run_cli("validate", cwd=tmp_path, env=env)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "specs/caf\\xe9/system.yaml:3:1" in done.stderr
    assert "surprise: \\u2603" in done.stderr


def test_ctrl_c_ends_it_at_once_with_the_specs_that_run_and_without_a_traceback(shop: Path) -> None:
    begun = shop / "begun"
    (shop / "specs/shop/slow.py").write_text(
        f"import os, time\nopen({str(begun)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n"
    )
    with (shop / "specs/shop/services.yaml").open("a") as stream:
        stream.write("python: [slow.py]\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "monitorgen", "validate", "--python-timeout", "60"],
        cwd=shop,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: begun.exists() and begun.read_text() != "")
    process.send_signal(signal.SIGINT)
    asked = time.monotonic()
    said = process.communicate(timeout=30)[1]
    assert time.monotonic() - asked < 10
    assert process.returncode == 130
    assert said.strip().splitlines()[-1] == "interrupted"
    assert "Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.kill(int(begun.read_text()), 0)


def test_a_folder_that_is_gone_is_no_fault(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    script = f'mkdir "{folder}"; cd "{folder}"; rmdir "{folder}"; exec "{sys.executable}" -m monitorgen validate'
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_shells_can_complete_commands(tmp_path: Path, run_cli: RunCli) -> None:
    env = {"_MONITORGEN_COMPLETE": "bash_complete", "COMP_WORDS": "monitorgen va", "COMP_CWORD": "1"}
    done = run_cli(cwd=tmp_path, env=env)
    assert (done.returncode, done.stdout) == (0, "plain,validate\n")


def test_wrong_use_is_told_with_the_way_to_help(run: Run) -> None:
    done = run("build", "somewhere")
    assert done.code == 2
    assert "monitorgen build --help" in done.err
