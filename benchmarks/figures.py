"""Figures: what was measured, against which base and with which goal; kept as JSON, shown as a table."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.measure import Cost

HERE = Path(__file__).parent
KEPT = HERE / "results.json"
README = HERE / "README.md"
_BEGIN, _END = "<!-- figures -->\n", "<!-- end of figures -->\n"
_HEAD = ("case", "services", "cpu s", "wall s", "MiB", "growth", "ratio", "goal", "")


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: seconds of cpu and wall, peak MiB, and `ratio` against `base`, of which at most `goal` is wanted.

    `size` counts services. A base in small print (`ms`, `s`, `MiB`) is a unit: then the ratio is the figure itself.
    """

    case: str
    size: int
    ratio: float
    base: str
    goal: float | None = None
    cpu: float | None = None
    wall: float | None = None
    memory: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the goal was reached; None without one."""
        return None if self.goal is None else self.ratio <= self.goal


def of_cost(case: str, size: int, cost: Cost, base: tuple[str, float], goal: float | None = None) -> Figure:
    """The row of a whole process, its cpu against the cpu of another."""
    name, seconds = base
    return Figure(case, size, cost.cpu / seconds, name, goal, cost.cpu, cost.wall, cost.memory)


def keep(new: Iterable[Figure]) -> list[Figure]:
    """Put figures in the place of older ones of the same case, size and base; all that there are."""
    old = [Figure(**row) for row in json.loads(KEPT.read_text())] if KEPT.exists() else []
    kept = {(each.case, each.size, each.base): each for each in old}
    kept |= {(each.case, each.size, each.base): each for each in new}
    every = list(kept.values())
    KEPT.write_text(json.dumps([asdict(each) for each in every], indent=1) + "\n")
    return every


def table(figures: Sequence[Figure]) -> str:
    """The figures as a table of Markdown, cases in the order in which they came, each by size."""
    cases = list(dict.fromkeys(each.case for each in figures))
    rows = [_HEAD, ("---", *["---:"] * 7, "---")]
    for case in cases:
        before: Figure | None = None
        for each in sorted((each for each in figures if each.case == case), key=lambda each: each.size):
            rows.append(_row(each, before))
            before = each
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(figure: Figure, before: Figure | None) -> tuple[str, ...]:
    growth = ""
    if before is not None and before.size < figure.size and before.cpu and figure.cpu:
        growth = f"{figure.cpu / before.cpu:.1f}"
    verdict = {None: "", True: "met", False: "missed"}[figure.met]
    return (
        figure.case,
        f"{figure.size:,}" if figure.size else "",
        *(_number(each) for each in (figure.cpu, figure.wall)),
        f"{figure.memory:.0f}" if figure.memory is not None else "",
        growth,
        f"{_number(figure.ratio)} {figure.base}",
        f"{figure.goal:g} {figure.base}" if figure.goal is not None else "",
        verdict,
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def publish(figures: Sequence[Figure]) -> None:
    """Put the table into the README, in the place of the last."""
    text = README.read_text()
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    README.write_text(f"{before}{_BEGIN}\n{table(figures)}\n{_END}{after}")
