"""Reading bytes: regular files of a bounded size, nothing that could block."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from monitorgen.diagnostics import Diagnostic, Findings, Origin
from monitorgen.load.files import Unreadable, read_bytes, read_file, read_start


def code_of(path: Path, limit: int = 100) -> str:
    with pytest.raises(Unreadable) as refusal:
        read_bytes(path, limit)
    return f"{refusal.value.code} {refusal.value}"


def test_a_file_is_read_up_to_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 100)
    assert read_bytes(tmp_path / "a", 100) == b"x" * 100
    assert code_of(tmp_path / "a", 99) == "MG103 is larger than 9.9e-05 MB"
    assert read_start(tmp_path / "a", 7) == b"x" * 7


def test_a_pipe_that_nobody_writes_to_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert code_of(tmp_path / "pipe") == "MG100 is not a regular file"


def test_folders_devices_and_sockets_are_refused(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        assert code_of(tmp_path / "socket").startswith("MG100 cannot be read: ")
    assert code_of(tmp_path) == "MG100 is not a regular file"
    assert code_of(Path("/dev/zero")) == "MG100 is not a regular file"


def test_what_is_gone_dangling_looping_or_no_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert code_of(tmp_path / "gone") == "MG100 does not exist"
    assert code_of(tmp_path / "file" / "below") == "MG100 does not exist"
    assert code_of(tmp_path / "dangling") == "MG100 does not exist"
    assert code_of(tmp_path / "loop").startswith("MG100 cannot be read: Too many levels")
    assert code_of(tmp_path / "nul\0") == "MG100 cannot be read: its name holds a NUL character"
    assert code_of(tmp_path / ("n" * 5000)).startswith("MG100 cannot be read: File name too long")


def test_what_may_not_be_read_is_refused(unprivileged: Path) -> None:
    (unprivileged / "a").write_text("x")
    (unprivileged / "a").chmod(0)
    assert code_of(unprivileged / "a") == "MG100 may not be read"


def test_a_refusal_becomes_a_finding_of_the_file(tmp_path: Path) -> None:
    findings = Findings()
    assert read_file(tmp_path, "gone.yaml", findings) is None
    hint = "was it moved while monitorgen ran, or is it a dangling link?"
    assert list(findings) == [Diagnostic("MG100", "the file does not exist", Origin("gone.yaml"), hint=hint)]
