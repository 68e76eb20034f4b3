"""The functions and aggregations of PromQL: what they take, what they give, which releases have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from monitorgen.promql.nodes import Kind

Version = tuple[int, int]


class Function(Struct, frozen=True):
    """A function: the kinds of its arguments, how many at the end may be left out, what it gives.

    `more`: the last argument may be repeated. `experimental` ones are refused by a Prometheus that was not started
    with `--enable-feature=promql-experimental-functions`.
    """

    args: tuple[Kind, ...]
    returns: Kind = "instant"
    optional: int = 0
    more: bool = False
    since: Version = (2, 0)
    experimental: bool = False


def _each(names: str, function: Function) -> dict[str, Function]:
    return dict.fromkeys(names.split(), function)


_SERIES = Function(("instant",))
_WINDOW = Function(("range",))
_BY_LABEL = Function(("instant", "string"), optional=1, more=True, experimental=True, since=(2, 50))

FUNCTIONS: dict[str, Function] = {
    **_each("abs absent ceil exp floor ln log10 log2 sgn sort sort_desc sqrt timestamp deg rad", _SERIES),
    **_each("acos acosh asin asinh atan atanh cos cosh sin sinh tan tanh", _SERIES),
    **_each("changes delta deriv idelta increase irate rate resets", _WINDOW),
    **_each("absent_over_time avg_over_time count_over_time last_over_time max_over_time min_over_time", _WINDOW),
    **_each("present_over_time stddev_over_time stdvar_over_time sum_over_time", _WINDOW),
    **_each("day_of_month day_of_week day_of_year days_in_month", Function(("instant",), optional=1)),
    **_each("hour minute month year", Function(("instant",), optional=1)),
    **_each("pi time", Function((), "scalar")),
    **_each("histogram_count histogram_sum", Function(("instant",), since=(2, 40))),
    **_each("histogram_stddev histogram_stdvar", Function(("instant",), since=(2, 47))),
    **_each(
        "ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time",
        Function(("range",), experimental=True, since=(3, 5)),
    ),
    **_each("sort_by_label sort_by_label_desc", _BY_LABEL),
    "clamp": Function(("instant", "scalar", "scalar")),
    "clamp_max": Function(("instant", "scalar")),
    "clamp_min": Function(("instant", "scalar")),
    "histogram_avg": Function(("instant",), since=(2, 51)),
    "histogram_fraction": Function(("scalar", "scalar", "instant"), since=(2, 40)),
    "histogram_quantile": Function(("scalar", "instant")),
    "double_exponential_smoothing": Function(("range", "scalar", "scalar"), experimental=True, since=(3, 0)),
    "info": Function(("instant", "instant"), optional=1, experimental=True, since=(3, 0)),
    "label_join": Function(("instant", "string", "string", "string"), optional=1, more=True),
    "label_replace": Function(("instant", "string", "string", "string", "string")),
    "mad_over_time": Function(("range",), experimental=True, since=(2, 49)),
    "predict_linear": Function(("range", "scalar")),
    "quantile_over_time": Function(("scalar", "range")),
    "round": Function(("instant", "scalar"), optional=1),
    "scalar": Function(("instant",), "scalar"),
    "vector": Function(("scalar",)),
}

LATER = frozenset(
    {
        *("end", "first_over_time", "histogram_quantiles", "integral", "range", "start", "start_timestamp", "step"),
        "ts_of_first_over_time",
    }
)
"""Functions of releases after those that monitorgen writes for."""

AGGREGATIONS: dict[str, Kind | None] = {
    "sum": None,
    "avg": None,
    "count": None,
    "min": None,
    "max": None,
    "group": None,
    "stddev": None,
    "stdvar": None,
    "topk": "scalar",
    "bottomk": "scalar",
    "quantile": "scalar",
    "limitk": "scalar",
    "limit_ratio": "scalar",
    "count_values": "string",
}
"""The aggregations and the kind of their parameter."""

EXPERIMENTAL_AGGREGATIONS: dict[str, Version] = {"limitk": (2, 54), "limit_ratio": (2, 54)}
