"""promtool test rules: run test files, and read what it prints about those that fail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.tools.run import Died, Finished, Missing, TimedOut, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from monitorgen.tools.find import Tool

LIMIT = 300.0
"""Seconds for one run."""

_RUNTIME = {"GOGC": "400"}
"""Each story has a small store of its own: collected less often, all of it takes a quarter less time."""

_VERDICT = re.compile(r"^  (SUCCESS|FAILED:)\s*$", re.MULTILINE)
_TEST = re.compile(
    r"^    (?:name: (?P<name>.*),$|(?:alertname: (?P<alert>\S+)|expr: (?P<expr>.+)), time: (?P<at>\w+),)"
)
_FIRES = re.compile(r"^\s+Labels:\{(?P<labels>.*)\}\s*$")
_SAYS = re.compile(r"^\s+Annotations:\{(?P<texts>.*)\}\s*$")
_HELD = re.compile(r"^        (?P<side>exp|got):\s*(?P<rest>.*)$")


class Firing(Struct, frozen=True):
    """An alert as promtool prints it: labels and annotations, `a="b", c="d"`."""

    labels: str
    annotations: str = ""


class Mismatch(Struct, frozen=True):
    """What promtool found at one moment of a story; `alert` is empty for an expression, whose text `expr` is."""

    story: str
    alert: str
    expr: str
    at: str
    expected: tuple[Firing, ...]
    got: tuple[Firing, ...]


class Verdict(Struct, frozen=True):
    """What became of one test file. `broken` tells why it was not judged at all."""

    file: str
    mismatches: tuple[Mismatch, ...] = ()
    broken: str = ""

    @property
    def passed(self) -> bool:
        """Whether all of its stories came true."""
        return not self.mismatches and not self.broken


def test(tool: Tool, folder: Path, files: Sequence[str]) -> list[Verdict]:
    """Run test files, given relative to `folder`; a verdict for each, in their order."""
    outcome = run(tool.path, ["test", "rules", *files], cwd=folder, limit=LIMIT, environment=_RUNTIME)
    if isinstance(outcome, Finished) and outcome.code == 0:
        return [Verdict(file) for file in files]
    if isinstance(outcome, Finished):
        parts = _VERDICT.split(outcome.output)
        verdicts, texts = parts[1::2], parts[2::2]
        if len(verdicts) == len(files):
            return [
                Verdict(file) if verdict == "SUCCESS" else _failed(file, text)
                for file, verdict, text in zip(files, verdicts, texts, strict=True)
            ]
    if len(files) > 1:
        # Not a word for each of them: the one that promtool stumbled over is to be known, and the others judged.
        return [verdict for file in files for verdict in test(tool, folder, [file])]
    match outcome:
        case Finished(code=code, output=output):
            lines = output.strip().splitlines()
            return [Verdict(files[0], broken=lines[-1].strip() if lines else f"promtool ended with code {code}")]
        case Died(signal=signal):
            why = f"promtool was ended by {signal}"
        case TimedOut(seconds=seconds):
            why = f"promtool did not end within {seconds:g} s"
        case Missing(reason):
            why = f"promtool does not start: {reason}"
    return [Verdict(files[0], broken=why)]


def _failed(file: str, text: str) -> Verdict:
    found = tuple(_mismatches(text))
    lines = text.strip().splitlines()
    return Verdict(file, found, "" if found else (lines[0].strip() if lines else "promtool does not say why"))


def _mismatches(text: str) -> Iterator[Mismatch]:
    """The moments that promtool complains about. Names of stories stand before those of alerts alone."""
    story = story_of = alert = expr = at = ""
    sides: dict[str, list[Firing]] = {}
    side = ""
    for line in text.splitlines():
        if head := _TEST.match(line):
            if head["name"] is not None:
                story = head["name"]
                continue
            if at:
                yield Mismatch(story_of, alert, expr, at, tuple(sides["exp"]), tuple(sides["got"]))
            story_of, story = story, ""
            alert, expr, at = head["alert"] or "", head["expr"] or "", head["at"]
            sides, side = {"exp": [], "got": []}, ""
        elif at and (held := _HELD.match(line)):
            side = held["side"]
            if expr and held["rest"] not in {"nil", ""}:
                sides[side].append(Firing(held["rest"].rstrip(",")))
        elif side and (fires := _FIRES.match(line)):
            sides[side].append(Firing(fires["labels"]))
        elif side and (says := _SAYS.match(line)) and sides[side]:
            sides[side][-1] = Firing(sides[side][-1].labels, says["texts"])
    if at:
        yield Mismatch(story_of, alert, expr, at, tuple(sides["exp"]), tuple(sides["got"]))
