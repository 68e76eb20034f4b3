"""Series put together: `sum by (job)`, `topk`, `count_values`, ..."""

from __future__ import annotations

import math
from statistics import fmean
from typing import TYPE_CHECKING

from monitorgen.promql.evaluate.quantiles import quantile
from monitorgen.promql.evaluate.store import NotEvaluatedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitorgen.promql.evaluate.binary import Vector
    from monitorgen.promql.evaluate.store import Key
    from monitorgen.promql.nodes import Grouping


def _variance(values: Sequence[float]) -> float:
    mean = fmean(values)
    return fmean([(value - mean) ** 2 for value in values])


_OPS: dict[str, Callable[[Sequence[float]], float]] = {
    "sum": math.fsum,
    "avg": fmean,
    "count": lambda values: float(len(values)),
    "min": min,
    "max": max,
    "group": lambda _: 1.0,
    "stddev": lambda values: math.sqrt(_variance(values)),
    "stdvar": _variance,
}


def aggregate(op: str, vector: Vector, param: float | str | None, grouping: Grouping | None) -> Vector:
    """The aggregation of a vector; `param` is the k of `topk`, the rank of `quantile`, the label of `count_values`."""
    groups: dict[Key, dict[Key, float]] = {}
    for key, value in vector.items():
        groups.setdefault(_group(key, grouping), {})[key] = value
    if op in _OPS:
        return {key: _OPS[op](list(members.values())) for key, members in groups.items()}
    if op == "quantile" and isinstance(param, float):
        return {key: quantile(param, list(members.values())) for key, members in groups.items()}
    if op in {"topk", "bottomk"} and isinstance(param, float):
        return _ranked(groups, int(param), largest=op == "topk")
    if op == "count_values" and isinstance(param, str):
        return _counted(groups, param)
    raise NotEvaluatedError(f"the aggregation {op}")


def _group(key: Key, grouping: Grouping | None) -> Key:
    if grouping is None:
        return ()
    if grouping.without:
        return tuple(pair for pair in key if pair[0] not in grouping.labels and pair[0] != "__name__")
    return tuple(pair for pair in key if pair[0] in grouping.labels)


def _ranked(groups: dict[Key, dict[Key, float]], most: int, *, largest: bool) -> Vector:
    made: Vector = {}
    for members in groups.values():
        ordered = sorted(members.items(), key=lambda pair: -pair[1] if largest else pair[1])
        made.update(ordered[: max(0, most)])
    return made


def _counted(groups: dict[Key, dict[Key, float]], label: str) -> Vector:
    made: Vector = {}
    for group, members in groups.items():
        for value in members.values():
            key = tuple(sorted({**dict(group), label: f"{value:.17g}"}.items()))
            made[key] = made.get(key, 0.0) + 1
    return made
