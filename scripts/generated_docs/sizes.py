"""How large specs are, beside what they replace: the table between the marks of a page.

Figures are rounded to two digits, and stay as they are while they are right to a tenth: a page need not change because
a line of the output did.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
_DOCUMENTS = Path(__file__).with_name("documents.yaml")
_TABLE = re.compile(r"(?<=<!-- sizes -->\n\n).*?(?=\n\n<!-- /sizes -->)", re.DOTALL)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_WITHIN = 0.1
_CONFIGURATION = (
    *("prometheus/prometheus.yml", "prometheus/rules", "prometheus/scrape"),
    *("alertmanager", "blackbox", "grafana/provisioning", "compose.yaml"),
)
_HEAD = """\
| system | its specs | by hand, in its document | configuration of servers | tests of alerts | dashboards |
| --- | --- | --- | --- | --- | --- |"""


@dataclass(frozen=True)
class Size:
    """Lines that are neither blank nor comments, and their bytes."""

    lines: int
    bytes: int

    def __str__(self) -> str:
        return f"{_rounded(self.lines)} lines, {_rounded(self.bytes / 1000)} kB"


def with_sizes(page: str) -> str:
    """The page with its table, if it has one, as it is now; as it was, if every figure is still right to a tenth."""
    if not _TABLE.search(page):
        return page
    made = table()
    return _TABLE.sub(lambda shown: shown[0] if alike(shown[0], made) else made, page)


def alike(shown: str, made: str) -> bool:
    """Whether two tables differ by less than a tenth in their figures, and in nothing else."""
    if _NUMBER.sub("0", shown) != _NUMBER.sub("0", made):
        return False
    pairs = zip(_numbers(shown), _numbers(made), strict=True)
    return all(abs(one - other) <= _WITHIN * max(one, other) for one, other in pairs)


def table() -> str:
    """The table of the systems below specs/."""
    documents = yaml.safe_load(_DOCUMENTS.read_text(encoding="utf-8"))
    rows = [_HEAD]
    for specs in sorted(folder for folder in (ROOT / "specs").iterdir() if folder.is_dir()):
        out = ROOT / "out" / specs.name
        made = size_of([place for name in _CONFIGURATION for place in sorted(out.glob(f"*/{name}"))])
        tests = size_of(sorted(out.glob("*/prometheus/tests")))
        boards = size_of(sorted(out.glob("*/grafana/dashboards")))
        written = documents.get(specs.name)
        before = f"{Size(written['lines'], written['bytes'])}; {written['alerts']} alerts" if written else "words"
        rows.append(
            f"| {specs.name} | {size_of([specs])} | {before} | {made}; {_rounded(_alerts(out))} alerts "
            f"| {tests} | {boards}; {_rounded(_panels(out))} panels |"
        )
    return "\n".join(rows)


def size_of(places: list[Path]) -> Size:
    """The size of files, and of those in folders at any depth."""
    files = [file for place in places for file in ([place] if place.is_file() else sorted(place.rglob("*")))]
    texts = [file.read_text(encoding="utf-8") for file in files if file.is_file() and "__pycache__" not in file.parts]
    lines = [line for text in texts for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return Size(len(lines), sum(len(line.encode()) + 1 for line in lines))


def _alerts(out: Path) -> int:
    files = out.glob("*/prometheus/rules/*.yml")
    groups = [group for file in files for group in yaml.load(file.read_bytes(), yaml.CSafeLoader)["groups"]]
    return sum("alert" in rule for group in groups for rule in group["rules"])


def _panels(out: Path) -> int:
    boards = [json.loads(file.read_text(encoding="utf-8")) for file in out.glob("*/grafana/dashboards/*/*.json")]
    shown = [panel for board in boards for panel in board["panels"]]
    return sum(len(panel.get("panels", ())) if panel["type"] == "row" else 1 for panel in shown)


def _rounded(number: float) -> str:
    """Two digits of it: 1,300, 58, 3.5."""
    whole = round(number)
    return f"{round(whole, 2 - len(str(whole))):,}" if whole >= 10 or whole == number else f"{number:.1f}"


def _numbers(text: str) -> list[float]:
    return [float(each.replace(",", "")) for each in _NUMBER.findall(text)]
