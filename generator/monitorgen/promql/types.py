"""What is known of metrics and of the labels that their series carry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from msgspec import Struct, field

from monitorgen.promql.quoting import quote, quoted_name

if TYPE_CHECKING:
    from decimal import Decimal

MetricType = Literal["counter", "gauge", "histogram", "native_histogram", "summary", "unknown"]
MatchOp = Literal["=", "!=", "=~", "!~"]

ABSENT: frozenset[str] = frozenset()


class Matcher(NamedTuple):
    """A condition on a label; `str()` gives PromQL. There are very many of them, made, compared and looked up."""

    label: str
    op: MatchOp
    value: str

    def __str__(self) -> str:
        return joined((self,))


def joined(matchers: Iterable[Matcher]) -> str:
    """Matchers as they stand between braces."""
    return ",".join([f"{quoted_name(label)}{op}{quote(value)}" for label, op, value in matchers])


class LabelSchema(Struct, frozen=True):
    """The labels of a set of series.

    `always` are on each of them, `maybe` on some. `values` are all that a label can be, for those where that is known;
    none at all says that the label is not there, which only an open schema needs to be told. `open`: there may be
    labels that nobody listed. A label with an empty value is, as in Prometheus, no label.
    """

    always: frozenset[str] = frozenset()
    maybe: frozenset[str] = frozenset()
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    open: bool = False

    def __hash__(self) -> int:
        return hash((self.always, self.maybe, self.open))  # `values` can't be hashed, and differ in little else

    @property
    def known(self) -> frozenset[str]:
        """The labels that are listed."""
        return self.always | self.maybe

    def can_have(self, label: str) -> bool:
        """Whether a series may carry the label."""
        if label in self.always or label in self.maybe:
            return True
        return self.open and self.values.get(label) != ABSENT

    def pinned(self, label: str) -> bool:
        """Whether all series have the same value of the label, or none has the label."""
        if not self.can_have(label):
            return True
        return label in self.always and len(self.values.get(label, ())) == 1

    def with_always(self, label: str, values: Iterable[str] | None = None) -> LabelSchema:
        """The same series, each with the label; `values` if they are known."""
        kept = {name: each for name, each in self.values.items() if name != label}
        if values is not None:
            kept[label] = frozenset(values)
        return LabelSchema(self.always | {label}, self.maybe - {label}, kept, self.open)

    def with_maybe(self, label: str) -> LabelSchema:
        """The same series, some of them with the label, its values unknown."""
        kept = {name: each for name, each in self.values.items() if name != label}
        return LabelSchema(self.always - {label}, self.maybe | {label}, kept, self.open)

    def keep(self, by: Iterable[str]) -> LabelSchema:
        """What is left when series are grouped by labels."""
        names = frozenset(label for label in by if self.can_have(label))
        always = names & self.always
        kept = {label: each for label, each in self.values.items() if label in names}
        return LabelSchema(always, names - always, kept)

    def drop(self, without: Iterable[str]) -> LabelSchema:
        """What is left when labels are taken away."""
        names = frozenset(without)
        kept = {label: each for label, each in self.values.items() if label not in names}
        if self.open:
            kept.update(dict.fromkeys(names, ABSENT))
        return LabelSchema(self.always - names, self.maybe - names, kept, self.open)

    def union(self, other: LabelSchema) -> LabelSchema:
        """The labels of series that are from either set."""
        always = self.always & other.always
        both = self.known | other.known
        values: dict[str, frozenset[str]] = {}
        for label in self.values.keys() | other.values.keys():
            sides = [side.values.get(label) for side in (self, other) if side.can_have(label)]
            if not sides or all(each is not None for each in sides):
                values[label] = ABSENT.union(*(each for each in sides if each is not None))
        is_open = self.open or other.open
        values = {label: each for label, each in values.items() if each or is_open}
        return LabelSchema(always, both - always, values, is_open)

    def meet(self, other: LabelSchema) -> LabelSchema:
        """The labels of series that are in both sets, such as those of a one-to-one match."""
        shared = frozenset(
            label for label in self.known | other.known if self.can_have(label) and other.can_have(label)
        )
        values: dict[str, frozenset[str]] = {}
        for label in self.values.keys() | other.values.keys():
            sides = [side.values[label] for side in (self, other) if label in side.values]
            values[label] = frozenset.intersection(*sides)
        is_open = self.open and other.open
        values = {label: each for label, each in values.items() if label in shared or is_open}
        always = (self.always | other.always) & shared
        return LabelSchema(always, shared - always, values, is_open)


ANYTHING = LabelSchema(open=True)
NOTHING = LabelSchema()


class Metric(Struct, frozen=True):
    """A metric as it is declared: `x` for the series `x_bucket`, `x_sum` and `x_count` of a histogram.

    `unit` is `seconds`, `bytes`, `ratio`, ..., empty for a plain number. `buckets` are the finite upper bounds. A
    `recorded` metric comes from a rule: target labels are on it only if `labels` says so.
    """

    name: str
    type: MetricType
    unit: str
    labels: LabelSchema
    buckets: tuple[Decimal, ...] = ()
    help: str = ""
    recorded: bool = False


MetricLookup: TypeAlias = Callable[[str], Metric | None]
"""Finds what is known of a metric by its declared name."""

_UNITS = frozenset(
    {
        *("seconds", "milliseconds", "microseconds", "nanoseconds", "bytes", "ratio", "percent", "celsius"),
        *("volts", "amperes", "joules", "grams", "meters", "hertz"),
    }
)
_PARTS = ("_total", "_sum", "_bucket", "_max", "_min")


def unit_of(name: str) -> str:
    """The unit that a metric's name ends in, `_total` and the like aside; empty if it names none."""
    if name.endswith("_created"):
        return "seconds"
    for part in _PARTS:
        name = name.removesuffix(part)
    last = name.rpartition("_")[2]
    return last if last in _UNITS else ""
