"""Values kept by recording rules: what an alert compares and a panel draws is computed once, and is one series.

Kept is what is dear: a share of failures or a quantile over a window, joined by the job of the entry of the alert. The
rest (a rate, a gauge) costs as much to read back as to compute, and what is chosen among many entries is computed for
those that are chosen: not all of them need to have the alert. A name says level, metric and operations; one that can't
say the whole definition ends with a mark of it, so that two definitions never share a name.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.functions import QUANTILES
from monitorgen.link.surroundings import Picked
from monitorgen.plan.rules import Recording
from monitorgen.promql import build
from monitorgen.promql.types import Matcher

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitorgen.link.asking import Asked, Value
    from monitorgen.plan.rules import Alert

KEPT = frozenset({"error_ratio", *QUANTILES})
_FAILED = (Matcher("status", "=~", "5.."),)
_TOTAL = "_total"


def kept(ask: Asked, of: Value) -> tuple[Value, Recording] | None:
    """The value as it is read back, and the rule that records it; None for what is not kept.

    The recorded series carry the entry's job: two entries can't record the same series.
    """
    own = ask.around.own
    if ask.function not in KEPT or own is None or own.job is None or of.group is None or of.over is None:
        return None
    if own.picked_by is not None:
        return None
    mine = frozenset(own.confinement)
    if not mine or "job" not in of.group or not all(mine.issubset(each.matchers) for each in of.series.values()):
        return None
    name = _name(ask, of, {part: _freed(each, mine) for part, each in of.series.items()})
    if ask.around.anywhere(name) is not None or own.metric(name) is not None:
        return None  # people record under this name themselves
    rule = Recording(name, of.text, {}, ask.where(ask.function))
    return replace(of, text=build.selector(name, own.confinement)), rule


def read_by(rules: Iterable[Alert]) -> list[Recording]:
    """The rules that alerts read, each once, by name."""
    found = {each.name: each for rule in rules for each in rule.recorded}
    return [found[name] for name in sorted(found)]


def _freed(picked: Picked, mine: frozenset[Matcher]) -> Picked:
    return Picked(picked.name, tuple([each for each in picked.matchers if each not in mine]))


def _name(ask: Asked, of: Value, series: dict[str, Picked]) -> str:
    """`job:http_requests:error_ratio_rate5m`."""
    assert of.group is not None
    main = series["total"] if "total" in series else series["of"]
    stem = main.name.removesuffix(_TOTAL) if ask.function == "error_ratio" else main.name
    name = f"{'_'.join(of.group)}:{stem.replace(':', '_')}:{ask.function}_rate{of.over}"
    return name if _is_plain(of, main, series) else f"{name}_{_mark(ask, of, series)}"


def _is_plain(of: Value, main: Picked, series: dict[str, Picked]) -> bool:
    """Whether the name says everything: all series of a metric, failures by the usual label, no `_` in other labels."""
    if main.matchers or ":" in main.name or any("_" in label for label in of.group or ()):
        return False
    if "total" in series:
        return main.name.endswith(_TOTAL) and series.get("errors") == Picked(main.name, _FAILED)
    return f"{main.name}_bucket" in of.text


def _mark(ask: Asked, of: Value, series: dict[str, Picked]) -> str:
    """A few signs that stand for a definition."""
    parts = [f"{part}={each.name}{sorted(map(str, each.matchers))}" for part, each in sorted(series.items())]
    classic = any(f"{each.name}_bucket" in of.text for each in series.values())
    said = "\n".join([ask.function, ",".join(of.group or ()), str(of.over), str(classic), *parts])
    return hashlib.sha256(said.encode()).hexdigest()[:8]
