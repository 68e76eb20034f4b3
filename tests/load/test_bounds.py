"""Files made to bring a reader down: refused in a moment, whatever they try."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from monitorgen.diagnostics import Findings
from monitorgen.load.events import MAX_ALIASED, MAX_DEPTH
from monitorgen.load.files import MAX_BYTES
from monitorgen.load.locate import Positions
from monitorgen.load.marker import read_marks
from monitorgen.load.yaml_events import read_yaml

if TYPE_CHECKING:
    from monitorgen.raw import Raw

# Several times what each takes on a slow and busy machine, a small part of what it would take unbounded.
SECONDS = 30.0


def read(data: bytes) -> tuple[dict[str, Raw] | None, list[str]]:
    """Read, locate and look for marks within the time allowed; the nodes and the codes found."""
    findings = Findings()
    began = time.process_time()
    raw = read_yaml(data, "spec.yaml", findings)
    Positions(data).find(("a", 0, "a", 0))
    read_marks(b"monitorgen: v1\nsystem: x\n" + data)
    assert time.process_time() - began < SECONDS
    return raw, [finding.code for finding in findings]


def nested(depth: int) -> bytes:
    return b"a: " + b"[" * depth + b"]" * depth


def test_nesting_is_allowed_up_to_the_bound_and_no_further() -> None:
    assert read(nested(MAX_DEPTH - 1))[1] == []
    assert read(nested(MAX_DEPTH))[1] == ["MG121"]


@pytest.mark.parametrize(
    "data",
    [
        b"a: " + b"[" * 50_000,
        b"a: " + b"[\n" * 50_000,
        b"a: " + b"{a: " * 50_000,
        b"a: " + b"{" * 50_000,
        b"a:\n" + b" - " * 50_000,
        b"a:\n " + b"- " * 50_000 + b"x",
        b"? " * 50_000,
        b"".join(b" " * n + b"a:\n" for n in range(2_000)),
        nested(100_000),
    ],
    ids=["lists", "lists on lines", "maps", "braces", "dashes", "dashes on a line", "keys", "indentation", "closed"],
)
def test_absurd_nesting_is_refused_at_once(data: bytes) -> None:
    raw, codes = read(data)
    assert raw is None
    assert codes


def test_aliases_count_for_the_depth_that_they_stand_for() -> None:
    half = MAX_DEPTH // 2
    text = b"a: &a " + b"[" * half + b"]" * half + b"\nb: " + b"[" * half + b"*a" + b"]" * half + b"\n"
    assert read(text)[1] == ["MG121"]


def test_aliases_that_multiply_are_refused() -> None:
    lines = [b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [b"a%d: &a%d [%s]" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 30)]
    assert read(b"\n".join(lines))[1] == ["MG120"]


def test_aliases_of_a_long_text_count_by_its_length() -> None:
    data = b"a: &a '" + b"x" * 1_000_000 + b"'\nb: [" + b"*a, " * 1_000 + b"]\n"
    assert read(data)[1] == ["MG120"]


@pytest.mark.slow
def test_aliases_are_allowed_up_to_the_bound() -> None:
    data = b"a: &a x\nb: [" + b"*a, " * MAX_ALIASED + b"]\n"
    assert read(data)[1] == []
    assert read(data.replace(b"[*a", b"[*a, *a"))[1] == ["MG120"]


def test_a_file_of_the_largest_size_is_read_and_a_larger_one_is_not() -> None:
    data = b"a: '" + b"x" * (MAX_BYTES - 6) + b"'\n"
    assert read(data)[1] == []
    assert read(data + b"#")[1] == ["MG103"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        b"".join(b"%%TAG !a%d! x\n" % n for n in range(200_000)),
        b"#\n" * (MAX_BYTES // 2),
        b"\n" * MAX_BYTES,
        b"a: " + b"x " * (MAX_BYTES // 2 - 2),
        b"a:\n" + b" x\n" * (MAX_BYTES // 3 - 1),
        b"a: '" + b"'" * (MAX_BYTES - 4),
        b'a: "' + b"\\" * (MAX_BYTES - 4),
        b"a: {" + b"b, " * 250_000,
        b"a: {" + b'b="c",' * 150_000,
        b"a: [" + b"b " * 2_000_000 + b"{",
        b"a: " + b" " * 4_000_000 + b"{{ x }} y",
        b"a: b" + b" " * 4_000_000 + b": c",
        b"a: @b\n" * 800_000,
        b"a: b: c\n" * 600_000,
        b"\ta: b\n" * 120_000,
        b"a: ~\n" * 150_000,
        b"a: &a x\n" * 100_000,
        b"a: [&a x, " + b"*a, " * 90_000 + b"]",
        b"\x00" * MAX_BYTES,
        b"\xff" * MAX_BYTES,
        b"a: \xe9\n" * 150_000,
        b"a: \x07\n" * 1_000_000,
        b"- " * 60 + b"x\n",
        b"monitorgen: v1\n" * 50_000,
        b"a: '\n" * 150_000,
        b"a: [\n" * 900_000,
        b"a: {b: [c}\n" * 400_000,
        b"a: 1\n  b: 2\n" * 400_000,
    ],
    ids=lambda data: repr(data[:20]),
)
def test_a_large_file_of_one_trick_is_refused_or_read_in_time(data: bytes) -> None:
    read(data[:MAX_BYTES])
