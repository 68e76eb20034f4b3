"""A Python spec in its process: whatever it does, the compiler goes on, soon and with nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import time
from typing import TYPE_CHECKING

import pytest

from monitorgen.load.confined import MOST_PRINTED, Ran, run_file

if TYPE_CHECKING:
    from pathlib import Path

SPEC = "from monitorgen import Service, Spec\nspec = Spec(services={'shop': Service(port=8080)})\n"
NODE = {"services": {"shop": {"port": "8080"}}}


def run(folder: Path, text: str, seconds: float = 20.0) -> Ran:
    (folder / "spec.py").write_text(text)
    return run_file(folder, "spec.py", seconds)


def node(ran: Ran) -> object:
    assert ran.ending == "done", ran
    return json.loads(ran.result).get("node")


def test_a_spec_says_its_node_and_the_places_of_its_calls(tmp_path: Path) -> None:
    report = json.loads(run(tmp_path, SPEC).result)
    assert report["node"] == NODE
    assert report["calls"] == [[[], "Spec", [2, 7, 2, 50]], [["services", "shop"], "Service", [2, 30, 2, 48]]]
    assert report["faults"] == []


@pytest.mark.parametrize(
    "text",
    [
        f"{SPEC}import os\nif os.fork() == 0:\n    import time\n    time.sleep(60)\n",
        f"import os\nif os.fork() == 0:\n    import time\n    time.sleep(60)\n{SPEC}",
        f"import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()\n{SPEC}",
        f"import atexit, time\natexit.register(time.sleep, 60)\n{SPEC}",
        f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n{SPEC}",
        f"import os\nos.close(1)\nos.close(2)\n{SPEC}",
        f"import sys\nsys.stdout.close()\nsys.stderr = None\n{SPEC}",
        f"import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n{SPEC}",
        f"import sys\nsys.path.clear()\nsys.argv.clear()\n{SPEC}",
    ],
)
def test_what_a_spec_leaves_running_is_not_waited_for(tmp_path: Path, text: str) -> None:
    started = time.monotonic()
    assert node(run(tmp_path, text)) == NODE
    assert time.monotonic() - started < 15


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("while True:\n    pass\n", b", line"),
        ("import time\n\ntime.sleep(60)\n", b", line 3"),
        ("import os\nr, w = os.pipe()\nos.read(r, 1)\n", b", line 3"),
        ("import threading\nthreading.Event().wait()\n", b", line 2"),
        (
            "from signal import *\npthread_sigmask(SIG_BLOCK, [SIGUSR1, SIGALRM])\npause()\n",
            b"",
        ),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\n", b""),
        ("import os\nif os.fork():\n    os.wait()\nimport time\ntime.sleep(60)\n", b", line 3"),
    ],
)
def test_a_spec_that_hangs_is_stopped_and_says_where(tmp_path: Path, text: str, line: bytes) -> None:
    started = time.monotonic()
    ran = run(tmp_path, text, 0.5)
    assert ran.ending == "late"
    assert line in ran.stack
    assert time.monotonic() - started < 10


def test_a_spec_that_prints_is_heard_and_one_that_does_not_stop_printing_is_stopped(tmp_path: Path) -> None:
    ran = run(tmp_path, f"import sys\nprint('a')\nprint('b', file=sys.stderr)\n{SPEC}")
    assert node(ran) == NODE
    assert sorted(ran.printed.split()) == [b"a", b"b"]
    loud = run(tmp_path, "while True:\n    print('x' * 10_000)\n")
    assert loud.ending == "loud"
    assert 0 < len(loud.printed) < 10_000
    enough = run(tmp_path, f"print('x' * {MOST_PRINTED // 2})\n{SPEC}")
    assert node(enough) == NODE


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("import os\nos._exit(3)\n", 3),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", -signal.SIGKILL),
        ("import ctypes\nctypes.string_at(0)\n", -signal.SIGSEGV),
        ("import os\nif os.fork():\n    os._exit(4)\nimport time\ntime.sleep(60)\n", 4),
    ],
)
def test_a_spec_that_ends_without_a_word_is_told_from_one_that_hangs(tmp_path: Path, text: str, status: int) -> None:
    ran = run(tmp_path, text)
    assert (ran.ending, ran.status) == ("gone", status)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("raise ValueError('no')", "ValueError"),
        ("import sys\nsys.exit()", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("def f(): return f()\nf()", "RecursionError"),
        ("x = bytearray(3 << 30)", "MemoryError"),
        ("def f(:", "SyntaxError"),
        ("x = '\udcff'".encode("utf-8", "surrogateescape").decode("latin-1"), ""),
        ("class E(Exception):\n    def __str__(self): raise TypeError\nraise E", "E"),
        ("input()", "EOFError"),
    ],
)
def test_whatever_a_spec_raises_is_reported(tmp_path: Path, text: str, kind: str) -> None:
    ran = run(tmp_path, text)
    assert ran.ending == "done"
    assert json.loads(ran.result).get("raised", {"kind": ""})["kind"] == kind


def test_nothing_of_the_machine_reaches_a_spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITORGEN_TEST", "1")
    text = """
import os, sys
from monitorgen import Service, Spec
found = [repr(sorted(os.environ)), os.getcwd(), str(hash("a")), str(sys.flags.utf8_mode)]
found.append(str(any("site-packages" in path for path in sys.path)))
spec = Spec(description=" ".join(found))
"""
    first, second = (node(run(tmp_path, text)) for _ in range(2))
    assert first == second
    assert isinstance(first, dict)
    description = first["description"]
    assert "MONITORGEN_TEST" not in description
    assert str(tmp_path) in description
    assert description.endswith(" 1 False")


def test_helpers_beside_a_spec_can_be_imported_and_do_not_replace_what_python_brings(tmp_path: Path) -> None:
    (tmp_path / "teams").mkdir()
    (tmp_path / "teams" / "common.py").write_text("from monitorgen import Service\nweb = Service(port=8080)\n")
    (tmp_path / "teams" / "json.py").write_text("raise ValueError\n")
    (tmp_path / "teams" / "types.py").write_text(
        "import json\nfrom common import web\nfrom monitorgen import Spec\nspec = Spec(services={'shop': web})\n"
    )
    ran = run_file(tmp_path, "teams/types.py", 20)
    assert node(ran) == NODE
    assert not list(tmp_path.rglob("__pycache__"))


@pytest.mark.slow
def test_nothing_is_left_of_a_spec_that_was_stopped(tmp_path: Path) -> None:
    text = f"""
import os, time
for _ in range(3):
    if os.fork() == 0:
        break
open("{tmp_path}/pid-%d" % os.getpid(), "w").close()
time.sleep(60)
"""
    assert run(tmp_path, text, 1).ending == "late"
    pids = [int(path.name.removeprefix("pid-")) for path in tmp_path.glob("pid-*")]
    assert len(pids) == 4
    deadline = time.monotonic() + 5
    while any(_runs(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_runs(pid) for pid in pids)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_descriptors_are_given_back(tmp_path: Path) -> None:
    open_now = [number for number in range(256) if _is_open(number)]
    for _ in range(3):
        run(tmp_path, SPEC)
    assert [number for number in range(256) if _is_open(number)] == open_now


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True
