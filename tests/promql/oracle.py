"""promtool as a judge: does it take an expression, and what does it make of series?"""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_SAMPLE = re.compile(r"(\{(?:[^{}\"]|\"(?:[^\"\\]|\\.)*\")*\}) (\S+?)(?:, |\Z)")
_LABEL = re.compile(r"([^{}=,\s]+|\"(?:[^\"\\]|\\.)*\")=(\"(?:[^\"\\]|\\.)*\")")


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample that Prometheus computed."""

    labels: Mapping[str, str]
    value: float


def refusals(promtool: Path, expressions: Sequence[str], folder: Path) -> list[str | None]:
    """What promtool has against each expression, None if nothing."""
    rules = [{"record": f"r:{place}", "expr": text} for place, text in enumerate(expressions)]
    output = _check(promtool, rules, folder)
    found = {int(match[1]): match[2] for match in re.finditer(r'rule \d+, "r:(\d+)": (.*)', output)}
    return [found.get(place) for place in range(len(expressions))]


def template_refusals(promtool: Path, templates: Sequence[str], folder: Path) -> list[str | None]:
    """What promtool has against each annotation, None if nothing."""
    rules = [
        {"alert": f"r{place}", "expr": "x > 1", "annotations": {"a": text}} for place, text in enumerate(templates)
    ]
    output = _check(promtool, rules, folder)
    found = {int(match[1]): match[2] for match in re.finditer(r'rule \d+, "r(\d+)": (.*)', output)}
    return [found.get(place) for place in range(len(templates))]


def _check(promtool: Path, rules: Sequence[Mapping[str, object]], folder: Path) -> str:
    path = folder / "rules.yml"
    path.write_text(json.dumps({"groups": [{"name": "g", "rules": rules}]}), encoding="utf-8")
    command: list[str | Path] = [promtool, "check", "rules", "--lint=none", path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout + done.stderr


def evaluated(
    promtool: Path, series: Mapping[str, str], expressions: Sequence[str], folder: Path
) -> list[list[Sample] | str]:
    """The samples of each expression after 30 minutes of the series, or why it could not be evaluated."""
    never = [{"labels": "never", "value": 1}]
    tests = [{"expr": text, "eval_time": "30m", "exp_samples": never} for text in expressions]
    given = [{"series": name, "values": values} for name, values in series.items()]
    path = folder / "tests.yml"
    unit = {"interval": "1m", "input_series": given, "promql_expr_test": tests}
    path.write_text(json.dumps({"evaluation_interval": "1m", "tests": [unit]}), encoding="utf-8")
    done = subprocess.run([promtool, "test", "rules", path], capture_output=True, text=True, check=False)
    blocks = re.split(r"^    expr: ", done.stdout + done.stderr, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(expressions), done.stdout + done.stderr
    return [_samples(block) for block in blocks]


def _samples(block: str) -> list[Sample] | str:
    match = re.search(r"^        got: (.*)$", block, flags=re.MULTILINE)
    if match is None:
        return block
    if match[1] == "nil":
        return []
    found = [Sample(_labels(each[1]), float(each[2])) for each in _SAMPLE.finditer(match[1])]
    assert found, match[1]
    return found


def _labels(text: str) -> dict[str, str]:
    return {match[1]: json.loads(match[2]) for match in _LABEL.finditer(text) if match[1] != "__name__"}
