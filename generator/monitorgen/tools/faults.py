"""Read what promtool and amtool print for people: faults with the file and line that they name.

promtool and amtool announce a file by `Checking <file>`; `FAILED:` begins a fault, to which the lines up to the next
headline belong. A line that names a file or a position is taken apart. What is not understood is kept as printed, so
that a new wording loses the position, never the fault.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from monitorgen.tools.report import ToolFinding
from monitorgen.tools.run import Died, Finished, Missing, TimedOut

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitorgen.tools.report import Kind
    from monitorgen.tools.run import Outcome

_CHECKING = re.compile(r"Checking '?(?P<file>.+?)'?(?:\s+(?=FAILED|SUCCESS)|\Z)")
_VERDICT = re.compile(r"(?P<verdict>FAILED|WARNING|SUCCESS)\b:?\s*")
_NAMED = re.compile(r'(?:parsing YAML file|error loading scrape configs:) "?(?P<file>.+?\.ya?ml)"?: (?P<message>.+)')
_AT = re.compile(r"(?P<file>[^:\"]+\.ya?ml): (?:(?P<line>\d+):\d+: )?(?P<message>.+)")
_TEMPLATE = re.compile(r"template: (?P<file>[^:]+\.tmpl):(?P<line>\d+)(?::\d+)?: (?P<message>.+)")
_YAML_LINE = re.compile(r"(?:yaml: )?line (?P<line>\d+): (?P<message>.+)")
_UNMARSHAL = "unmarshal errors:"
_LINTS = ("lint error", "too long scrape interval")
_EPILOGUE = re.compile(r"amtool: error: failed to validate \d+ file")
"""Says the exit code once more."""


def judged(tool: str, outcome: Outcome, folder: Path) -> tuple[ToolFinding, ...]:
    """What a run in `folder` found. One that did not end well always has at least one fault."""
    match outcome:
        case Finished(code=code, output=output):
            found = faults(output, folder)
            if code == 0 or any(finding.kind != "warning" for finding in found):
                return found
            return (*found, _broken(f"{tool} ended with code {code}", output))
        case Missing(reason):
            return (_broken(f"{tool} does not start: {reason}", ""),)
        case Died(signal=signal, output=output):
            return (_broken(f"{tool} was ended by {signal}", output),)
        case TimedOut(seconds=seconds, output=output):
            return (_broken(f"{tool} did not end within {seconds:g} s", output),)


def _broken(told: str, output: str) -> ToolFinding:
    lines = output.strip().splitlines()
    return ToolFinding(None, None, f"{told}: {lines[-1][:200]}" if lines else told, "broken")


def faults(output: str, folder: Path) -> tuple[ToolFinding, ...]:
    """The faults and warnings in what a tool printed, each once; files are relative to `folder`, where it ran."""
    found: dict[ToolFinding, None] = {}
    for block in _blocks(output.replace(f"{folder.resolve()}/", "")):
        found.update(dict.fromkeys(_of_block(block)))
    return tuple(found)


class _Block(Struct):
    """What stands under one `FAILED:` or `WARNING:`, and the file that was announced last before it."""

    file: str | None
    kind: Kind
    lines: list[str] = field(default_factory=list)


def _blocks(output: str) -> Iterator[_Block]:
    file: str | None = None
    block: _Block | None = None
    for line in output.splitlines():
        text = line.strip()
        if checking := _CHECKING.match(text):
            file, text = checking["file"], text[checking.end() :]
            if block:
                yield block
            block = None
        if verdict := _VERDICT.match(text):
            if block:
                yield block
            text = text[verdict.end() :]
            word = verdict["verdict"]
            block = None if word == "SUCCESS" else _Block(file, "warning" if word == "WARNING" else "refused")
        if block and text and not _EPILOGUE.match(text):
            block.lines.append(text)
    if block:
        yield block


def _of_block(block: _Block) -> Iterator[ToolFinding]:
    if not block.lines:
        return
    if block.lines[0].startswith(_LINTS):
        yield ToolFinding(block.file, None, " ".join(block.lines), "lint")
        return
    file = block.file
    last: ToolFinding | None = None
    for line in block.lines:
        finding = _of_line(line, file, block.kind)
        if finding is None and last is not None:
            last = replace(last, message=f"{last.message} {line}")
            continue
        finding = finding or ToolFinding(file, None, line, block.kind)
        file = finding.file
        if last is not None:
            yield last
        last = None if finding.message.endswith(_UNMARSHAL) else finding
    if last is not None:
        yield last


def _of_line(line: str, file: str | None, kind: Kind) -> ToolFinding | None:
    """The finding that a line begins; None if it only goes on with the one before."""
    number: str | None = None
    message = line
    named = _NAMED.match(line) or _AT.match(line) or _TEMPLATE.match(line)
    if named:
        parts = named.groupdict()
        file, number, message = parts["file"], parts.get("line"), parts["message"]
    if position := _YAML_LINE.match(message):
        number, message = position["line"], position["message"]
    elif not named:
        return None
    return ToolFinding(file, int(number or 0) or None, message, kind)
