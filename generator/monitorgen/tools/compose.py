"""docker-compose: would compose start this file? Asked without an engine, which `config` does not need.

It is told the place of a fault by the name of a service, if at all; so the line is that of the service.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitorgen.tools.find import Absent
from monitorgen.tools.report import ToolFinding, ToolReport, skipped
from monitorgen.tools.run import Died, Finished, Missing, TimedOut, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitorgen.tools.find import Tool
    from monitorgen.tools.version import Version

SINCE: Version = (2, 24)
"""The first version that reads all that is written; the first compose, 1.x, knows another language."""
_LOGGED = re.compile(r'time="[^"]*" level=(?P<level>\w+) msg="(?P<message>(?:[^"\\]|\\.)*)"')
_YAML_LINE = re.compile(r"yaml: line (?P<line>\d+): (?P<message>.+)")
_SERVICE = re.compile(r"""services[.\[](?P<path>[\w-]+)|[Ss]ervice "(?P<named>[\w-]+)\"""")
_HEADLINES = ("decoding failed due to the following error",)


def check_config(tool: Tool | Absent, compose_yaml: Path) -> ToolReport:
    """Check a compose file; places of findings are relative to its folder. Its variables stand in `.env` beside it."""
    if isinstance(tool, Absent) or tool.version < SINCE:
        return skipped("docker-compose config", tool, SINCE)
    folder = compose_yaml.parent
    outcome = run(tool.path, ["--file", compose_yaml.name, "config", "--quiet"], cwd=folder)
    match outcome:
        case Finished(code=code, output=output):
            found = tuple(_findings(output, compose_yaml))
            if code and all(finding.kind == "warning" for finding in found):
                found += (_broken(f"docker-compose ended with code {code}"),)
        case Missing(reason):
            found = (_broken(f"docker-compose does not start: {reason}"),)
        case Died(signal=signal):
            found = (_broken(f"docker-compose was ended by {signal}"),)
        case TimedOut(seconds=seconds):
            found = (_broken(f"docker-compose did not end within {seconds:g} s"),)
    return ToolReport("docker-compose config", tool.version, ran=True, findings=found)


def _findings(output: str, path: Path) -> Iterator[ToolFinding]:
    text = path.read_text(encoding="utf-8")
    for line in output.replace(f"{path.parent.resolve()}/", "").splitlines():
        told = line.strip().removeprefix(f"validating {path.name}: ")
        if not told or told.startswith(_HEADLINES):
            continue
        warned = False
        if logged := _LOGGED.fullmatch(told):
            warned = logged["level"] == "warning"
            told = re.sub(r"\\(.)", r"\1", logged["message"])
        number = None
        if position := _YAML_LINE.fullmatch(told):
            number, told = int(position["line"]), position["message"]
        elif service := _SERVICE.search(told):
            number = _line_of(service["path"] or service["named"], text)
        yield ToolFinding(path.name, number, told, "warning" if warned else "refused")


def _line_of(service: str, text: str) -> int | None:
    """The line of a service, as monitorgen writes it: two blanks before its name."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(f"  {service}:"):
            return number
    return None


def _broken(told: str) -> ToolFinding:
    return ToolFinding(None, None, told, "broken")
