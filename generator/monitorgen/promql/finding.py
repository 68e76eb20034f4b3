"""What the rules on expressions find, and what they know of the place where an expression stands."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field

from monitorgen.promql.infer import TARGET_LABELS, Inference
from monitorgen.promql.nodes import Node, VectorSelector, walk
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from monitorgen.promql.functions import Version
    from monitorgen.promql.infer import Inferred
    from monitorgen.promql.series import SeriesInfo
    from monitorgen.promql.types import LabelSchema, MetricLookup

Use = Literal["alert", "recording", "panel"]
ProblemLevel = Literal["error", "warning"]


class Problem(Struct, frozen=True):
    """Something wrong with an expression or a template.

    `expr` is the part that it is about, as it was written; `at` is where that stands in the text, None if unknown.
    """

    code: str
    message: str
    expr: str = ""
    hint: str = ""
    level: ProblemLevel = "error"
    at: tuple[int, int] | None = None


def _no_names() -> Collection[str]:
    return ()


class Context(Struct, frozen=True):
    """What is known where an expression stands.

    `lookup` finds a metric by its declared name; `names` lists those names, for suggestions only. `target_labels` are
    on every scraped series. `external_labels` are added to what leaves Prometheus, so nothing stored has them.
    `interval_of` gives the interval of a metric that is not scraped every `scrape_interval`, None for that one.
    `step` is what a subquery without one takes. `retention` bounds how far back there is data. `version` is that of
    the Prometheus which will read the expression; `experimental` whether it was told to take experimental functions.
    """

    lookup: MetricLookup
    names: Callable[[], Collection[str]] = _no_names
    use: Use = "alert"
    scrape_interval: Duration = Duration(15_000)
    interval_of: Callable[[str], Duration | None] | None = None
    step: Duration | None = None
    retention: Duration | None = None
    target_labels: frozenset[str] = TARGET_LABELS
    external_labels: frozenset[str] = field(default=frozenset())
    version: Version = (3, 5)
    experimental: bool = False


class Analysis:
    """One expression under the eyes of the rules: its tree, what its parts give, where they stand."""

    def __init__(self, text: str, root: Node, context: Context) -> None:
        self.text = text
        self.root = root
        self.context = context
        self.inference = Inference(context.lookup, context.target_labels)
        self.nodes = tuple(walk(root))

    def of(self, node: Node) -> Inferred:
        """What a part gives."""
        return self.inference.of(node)

    def shown(self, node: Node) -> str:
        """A part as it was written, shortened to fit a line."""
        text = " ".join(self.text[slice(*node.span)].split())
        return text if len(text) <= 80 else f"{text[:50]} ... {text[-25:]}"

    def problem(self, code: str, node: Node, message: str, hint: str = "", *, level: ProblemLevel = "error") -> Problem:
        """A finding about a part."""
        return Problem(code, message, self.text[slice(*node.span)], hint, level, node.span)

    def selectors(self) -> Iterator[VectorSelector]:
        """The selectors, in the order of the text."""
        return (node for node in self.nodes if isinstance(node, VectorSelector))

    def series(self, node: VectorSelector) -> SeriesInfo | None:
        """What is known of a selector's series."""
        return self.inference.series(node.metric)

    def labels_before(self, node: VectorSelector) -> LabelSchema:
        """The labels of a selector's series before its matchers."""
        return self.inference.series_labels(node.metric)

    def interval(self, name: str | None) -> Duration:
        """The interval at which a metric gets samples."""
        own = self.context.interval_of(name) if self.context.interval_of is not None and name is not None else None
        return own or self.context.scrape_interval


_FEW = 2_000


def nearest(word: str, words: Collection[str]) -> str:
    """`did you mean ...?` with the words that look most alike, empty if none does."""
    close = words
    if len(words) > _FEW:
        # Comparing with each of very many names takes seconds; those that share a part are enough.
        parts = {part for part in word.split("_") if len(part) > 2}
        close = [each for each in words if parts & set(each.split("_"))][:_FEW]
    found = get_close_matches(word, sorted(close), 3, 0.7)
    return f"did you mean {' or '.join(found)}?" if found else ""


def listed(words: Collection[str], limit: int = 8) -> str:
    """Words in a sentence: `a, b and c`, `a, b, c, ...` if there are many."""
    ordered = sorted(words)
    if len(ordered) > limit:
        return f"{', '.join(ordered[:limit])}, ..."
    return " and ".join(filter(None, (", ".join(ordered[:-1]), ordered[-1]))) if ordered else ""
