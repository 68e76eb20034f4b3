"""Runs one Python spec; the program of a process of its own, started by `load.confined` and never imported by it.

    worker.py PACKAGE FOLDER FILE PIPE SECONDS

FILE, below FOLDER, is run as a module. What its `spec` says, or why there is none, is written to the descriptor PIPE as
one JSON document after its length. Nothing but the standard library is needed, so that a spec starts at once.
"""

from __future__ import annotations

import faulthandler
import json
import os
import resource
import signal
import sys
from contextlib import suppress
from importlib.util import module_from_spec, spec_from_file_location
from types import CodeType, ModuleType, TracebackType

MEMORY = 2 << 30
"""Bytes of address space that a spec may take."""

_LONGEST = 2000


def main(package: str, folder: str, file: str, pipe: int, seconds: float) -> None:
    """Run a spec and report."""
    _confine(seconds)
    _import_package(package)
    path = f"{folder}/{file}"
    # At the end, so that no file of the folder takes the place of a standard module.
    sys.path.append(path.rpartition("/")[0])
    sys.argv = [path]
    report = _run(path, folder)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # closed, or replaced by something else
            stream.flush()
    _send(pipe, json.dumps(report).encode())
    # Whatever threads and handlers the spec left behind are not waited for.
    os._exit(0)


def _confine(seconds: float) -> None:
    """Bounds that hold even if nobody watches: memory, no core file, an end some time after the time limit."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ValueError, OSError):  # not every system knows the limit, or lets it be lowered
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.alarm(int(seconds) + 10)
    # Asked by SIGUSR1, the process writes to its standard error where it hangs.
    faulthandler.register(signal.SIGUSR1, all_threads=False)


def _import_package(package: str) -> None:
    """Make `monitorgen` importable without making anything importable that happens to lie beside it."""
    spec = spec_from_file_location("monitorgen", f"{package}/__init__.py", submodule_search_locations=[package])
    if spec is None or spec.loader is None:
        raise ImportError(f"there is no package in {package}")
    module = module_from_spec(spec)
    sys.modules["monitorgen"] = module
    spec.loader.exec_module(module)


def _run(path: str, folder: str) -> dict[str, object]:
    from monitorgen.spec.recorded import Recorded, Unwritable, Writer

    Recorded.file = path
    try:
        module = _module(path)
    except BaseException as error:  # noqa: BLE001 - a spec may raise anything, KeyboardInterrupt and SystemExit included
        return {"raised": _raised(error, folder)}
    value = getattr(module, "spec", None)
    if type(value).__name__ != "Spec" or not isinstance(value, Recorded):
        return {"defines": None if value is None else type(value).__name__}
    writer = Writer()
    try:
        node = writer.write(value)
    except Unwritable as refused:
        return {"faults": [([], str(refused), refused.hint)]}
    faults = [(fault.path, fault.message, fault.hint) for fault in writer.faults]
    return {"node": node, "calls": writer.calls, "faults": faults}


def _module(path: str) -> ModuleType:
    """The module of a spec, run; helpers of its folder that import it get this one."""
    with open(path, "rb") as file:  # noqa: PTH123 - pathlib takes longer to import than many a spec to run
        code: CodeType = compile(file.read(), path, "exec", dont_inherit=True)
    stem = path.rpartition("/")[2].removesuffix(".py")
    name = stem if stem not in sys.modules and stem not in sys.stdlib_module_names else "monitorgen_spec"
    module = ModuleType(name)
    module.__file__ = path
    sys.modules[name] = module
    exec(code, module.__dict__)  # noqa: S102 - running it is what this process is for
    return module


def _raised(error: BaseException, folder: str) -> dict[str, object]:
    """What was raised, and the last place inside the folder that led to it."""
    try:
        message = str(error)
    except Exception:  # noqa: BLE001 - an exception of the spec's own whose text raises
        message = ""
    kind = type(error).__name__
    if isinstance(error, SyntaxError) and error.filename and error.filename.startswith(f"{folder}/"):
        end = (error.end_offset or 0) if error.end_lineno == error.lineno else 0
        place = (error.filename, error.lineno or 1, (error.offset or 1) - 1, max(end - 1, 0))
        return {"kind": kind, "message": error.msg[:_LONGEST], "place": place}
    return {"kind": kind, "message": message[:_LONGEST], "place": _place(error.__traceback__, folder)}


def _place(trace: TracebackType | None, folder: str) -> tuple[str, int, int, int] | None:
    """File, line, first column and the one after the last of the innermost frame inside the folder."""
    place = None
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename.startswith(f"{folder}/"):
            line, end_line, column, end_column = list(code.co_positions())[trace.tb_lasti // 2]
            end = end_column if end_line == line else None
            place = (code.co_filename, line or trace.tb_lineno, column or 0, end or 0)
        trace = trace.tb_next
    return place


def _send(pipe: int, data: bytes) -> None:
    view = memoryview(len(data).to_bytes(8, "big") + data)
    while view:
        view = view[os.write(pipe, view) :]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), float(sys.argv[5]))
