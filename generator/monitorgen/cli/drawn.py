"""A story of a proof for a terminal: a small plot, and a table of the moments at which something happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.cli.proving import shown
from monitorgen.cli.table import table
from monitorgen.units import Duration

if TYPE_CHECKING:
    from monitorgen.document import Json
    from monitorgen.proof.case import Case, Moment
    from monitorgen.proof.timeline import Point, State, Timeline

_WIDTH, _HEIGHT = 64, 9
_MARKS: dict[State, str] = {"quiet": ".", "pending": "o", "firing": "#", "kept": "+"}
_LEGEND = ". quiet  o pending  # firing  + kept firing  - threshold"


def text(case: Case, alert: str, line: Timeline | None) -> str:
    """The story for people."""
    parts = [case.sentence, f"  {case.course}", ""]
    if line is None:
        parts.append("  (values of this expression are not computed here; these moments are judged by promtool)")
    else:
        parts += [f"  {row}".rstrip() for row in plot(line, case.step)]
        parts += [f"  {_LEGEND}", ""]
    parts += [f"  {row}".rstrip() for row in _table(case, alert, line).splitlines()]
    return "\n".join(parts)


def fields(case: Case, alert: str, line: Timeline | None) -> dict[str, Json]:
    """The story for programs."""
    from monitorgen.proof.promtool import series, values

    points: list[Json] = []
    for point in line.points if line is not None else ():
        value = None if point.value is None else f"{point.value:.12g}"
        points.append({"at": str(Duration(point.step * case.step)), "value": value, "state": point.state})
    return {
        "story": case.sentence,
        "course": case.course,
        "interval": str(Duration(case.step)),
        "series": [{"series": series(each), "values": values(each.runs)} for each in case.inputs],
        "threshold": f"{line.threshold:.12g}" if line is not None and line.threshold is not None else None,
        "points": points,
        "moments": [
            {
                "at": str(Duration(moment.step * case.step)),
                "shows": list(moment.shows),
                "fires": _expected(moment),
                "told": [
                    {"labels": dict(each.labels), "annotations": dict(each.annotations) if each.annotations else None}
                    for each in moment.told or ()
                ],
            }
            for moment in case.moments
            if moment.alert == alert
        ],
    }


def plot(line: Timeline, step: int) -> list[str]:
    """The value over time, with the threshold, and a row that tells what the alert does."""
    columns = _columns(line.points)
    known = [point.value for point in line.points if point.value is not None]
    rows: list[str] = []
    if known:
        marks = [*known, *([line.threshold] if line.threshold is not None else [])]
        low, high = min(marks), max(marks)
        low, high = (low - 1, high + 1) if low == high else (low, high)

        def place(value: float) -> int:
            return round((value - low) / (high - low) * (_HEIGHT - 1))

        limit = min(max(place(line.threshold), 1), _HEIGHT - 2) if line.threshold is not None else -1

        def row_of(value: float) -> int:
            # Just past the threshold and just short of it are what a proof is about: each is beside its line.
            if line.threshold is None or value == line.threshold:
                return limit if value == line.threshold else place(value)
            return max(place(value), limit + 1) if value > line.threshold else min(place(value), limit - 1)

        names = {_HEIGHT - 1: high, 0: low} | ({limit: line.threshold or 0.0} if limit >= 0 else {})
        pad = max(len(f"{value:.4g}") for value in names.values())
        for row in range(_HEIGHT - 1, -1, -1):
            name = f"{names[row]:.4g}" if row in names else ""
            cells = "".join(
                _MARKS[point.state]
                if point.value is not None and row_of(point.value) == row
                else "-"
                if row == limit
                else " "
                for point in columns
            )
            rows.append(f"{name:>{pad}} |{cells}")
    else:
        pad = 0
    rows.append(f"{'':>{pad}} |" + "".join(_MARKS[point.state] for point in columns))
    end = str(Duration(line.points[-1].step * step))
    rows.append(f"{'':>{pad}}  0{end:>{max(len(columns) - 1, len(end) + 1)}}")
    return rows


def _columns(points: tuple[Point, ...]) -> list[Point]:
    """As many points as there is room for, the last of all among them."""
    if len(points) <= _WIDTH:
        return list(points)
    return [points[round(number * (len(points) - 1) / (_WIDTH - 1))] for number in range(_WIDTH)]


def _table(case: Case, alert: str, line: Timeline | None) -> str:
    """The moments that are judged and those at which the alert becomes something else."""
    moments = {moment.step: moment for moment in case.moments if moment.alert == alert}
    points = {point.step: point for point in line.points} if line is not None else {}
    changes = (
        {point.step for before, point in zip(line.points, line.points[1:], strict=False) if before.state != point.state}
        if line is not None
        else set()
    )
    rows = []
    for step in sorted({0, *moments, *changes} if line is not None else moments):
        point, moment = points.get(step), moments.get(step)
        rows.append(
            (
                str(Duration(step * case.step)),
                f"{point.value:.6g}" if point is not None and point.value is not None else "",
                point.state if point is not None else "",
                _expected(moment) if moment is not None else "",
                shown(moment) if moment is not None else "",
            )
        )
    return table(("at", "value", "alert", "expected", "because"), rows)


def _expected(moment: Moment) -> str:
    """Which severities have to fire."""
    if moment.told is None:
        return "fires"
    severities = [each.labels.get("severity", "") for each in moment.told]
    return "fires" + (f" ({', '.join(severities)})" if any(severities) else "") if severities else "quiet"
