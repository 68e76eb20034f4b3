"""Random trees of routes, alerts, inhibit rules and times, for asking a real Alertmanager about all of them at once.

Many trees hang below one root, each behind a matcher of its own, so that one server answers for all. Every route has a
receiver of its own, so that a receiver tells the way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Origin
from monitorgen.plan.routing import Inhibit, Integration, Matcher, Receiver, Route, Routing, Timing
from monitorgen.units import Duration, duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from random import Random

    from monitorgen.plan.routing import Interval

TREE = "tree"
"""The label that leads an alert to its tree."""
NUMBER = "n"
"""The label that tells alerts apart."""
NAMES = ("alertname", "a", "b", "c")
UTF8_NAMES = (*NAMES, "größe", "dotted.name", "with space")
"""Names that Alertmanager takes since 0.27."""
VALUES = (
    "x", "y", "X", "xy", "zz", "1", "10", "ä1", "Ä1", "x\ny", "x\n", 'q"uote', "back\\slash", "a|b", "x-1", " ", "٣",
    "\u212a", "k",
)  # fmt: skip
EXPRESSIONS = (
    "", "x", "x|y", "x|", ".*", ".+", ".", "x.*", "[a-z]+", r"\d+", r"\w+", r"\W+", r"\s*", "(?i)x", "(?i:X)y", "(?i)k",
    "(?i)ä1", "x$", "^x", "^x$", "x.y", "(?s)x.y", r"(?m)^x$\n^y$", r"(?m:x$).*", "[^x]*", r"[^\d]+", r"\D*", r"a\|b",
    r"\Qa|b\E", r"\p{L}\d", r"\pL+", r"\p{Nd}", r"\P{Lu}+", "(?:x|y)?", "(x|y)*", "z{2}", "z{1,}", "z{3}|z{0,2}",
    r"\x78", r"\x{e4}1", r"\170", "[[:alpha:]]*", "[[:^alpha:]]+", r"\bx\b.*", r"x\By", r"[\w-]+", "[]x]", "[x-]1?-?1?",
    "x*y*z*", "(?P<name>x)y?", "(?U)x+", "(?i-i)x", r"back\\slash", 'q"uote', r"\Ax\z", "x{,2}", "((x))", "(?i)[^k]",
    "(a*)*b|x", ".*.*.*y",
)  # fmt: skip
"""Among them all that Go and Python read differently."""
GROUPINGS = (None, None, None, ("a",), ("alertname", "b"), ("...",), (NUMBER,), ())
"""The last one says nothing for older versions: there it can't take back what the parent says."""
NOWHERE = Origin("", ())


@dataclass(slots=True)
class Wood:
    """Makes random trees; `utf8` for labels with any name, `waits` for what routes may wait."""

    random: Random
    utf8: bool = True
    waits: Sequence[str] = ()
    intervals: Sequence[str] = ()
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def names(self) -> Sequence[str]:
        """The names of labels."""
        return UTF8_NAMES if self.utf8 else NAMES

    def matcher(self) -> Matcher:
        """A matcher with any operator."""
        label = self.random.choice(self.names)
        op = self.random.choice(("=", "=", "=", "!=", "=~", "=~", "!~"))
        match op:
            case "=" | "!=":
                return Matcher(label, op, self.random.choice(("", *VALUES)))
            case _:
                return Matcher(label, "=~" if op == "=~" else "!~", self.random.choice(EXPRESSIONS))

    def matchers(self, most: int = 2) -> tuple[Matcher, ...]:
        """Some matchers, on different labels or on one."""
        return tuple(self.matcher() for _ in range(self.random.randint(0, most)))

    def route(self, depth: int, *matchers: Matcher) -> Route:
        """A route and all below it."""
        below = self.random.randint(1 if depth == 3 else 0, 4) if depth else 0
        some = self.random.random
        return Route(
            receiver=f"r{next(self._numbers)}",
            matchers=matchers or self.matchers(),
            cont=some() < 0.35,
            timing=Timing(
                self.random.choice(GROUPINGS if self.utf8 else GROUPINGS[:-1]),
                duration(self.random.choice(self.waits)) if self.waits and some() < 0.3 else None,
            ),
            mute=self._times(0.2),
            active=self._times(0.15),
            children=tuple(self.route(depth - 1) for _ in range(below)),
        )

    def _times(self, share: float) -> tuple[str, ...]:
        if not self.intervals or self.random.random() > share:
            return ()
        return tuple(self.random.sample(self.intervals, self.random.randint(1, 2)))

    def labels(self) -> dict[str, str]:
        """The labels of an alert; some are missing."""
        made = {name: self.random.choice(VALUES) for name in self.names if self.random.random() < 0.6}
        return {**made, "alertname": self.random.choice(("x", "y", "zz"))}

    def rule(self, number: int, tree: int) -> Inhibit:
        """An inhibit rule for the alerts of one tree."""
        behind = Matcher(TREE, "=", str(tree))
        equal = tuple(self.random.sample(self.names, self.random.randint(0, 2)))
        source = (behind, *self.matchers(1), self.matcher())
        target = (behind, *self.matchers(1))
        return Inhibit(f"rule-{number}", source, target, (TREE, *equal), None)


def wood(
    random: Random, trees: int, *, utf8: bool = True, waits: Sequence[str] = (), intervals: Sequence[str] = ()
) -> tuple[Wood, Route]:
    """Random trees below one root, each for alerts with its number."""
    made = Wood(random, utf8, waits, intervals)
    children = tuple(made.route(3, Matcher(TREE, "=", str(number))) for number in range(trees))
    grouping = ("alertname", "a")
    return made, Route("root", timing=Timing(grouping, Duration(3_600_000)), children=children)


def alerts(made: Wood, trees: int, each: int) -> list[dict[str, str]]:
    """Alerts for every tree, each with a number of its own."""
    return [
        {**made.labels(), TREE: str(tree), NUMBER: str(tree * each + number)}
        for tree in range(trees)
        for number in range(each)
    ]


def routing(
    root: Route, *, inhibits: Sequence[Inhibit] = (), intervals: Mapping[str, Interval] | None = None, url: str = ""
) -> Routing:
    """A Plan with a receiver for each route; with `url` each is a webhook below it."""
    names = [route.receiver for route in below(root)]
    receivers = {name: Receiver(name, _webhook(f"{url}/{name}") if url else ()) for name in names}
    return Routing(root, receivers, {}, tuple(inhibits), intervals or {}, {}, None, duration("5m"))


def _webhook(url: str) -> tuple[Integration, ...]:
    return (Integration("webhook", {"url": url, "max_alerts": 0}, send_resolved=True, channel="hook", origin=NOWHERE),)


def below(route: Route) -> Iterator[Route]:
    """A route and all below it, from the front to the back."""
    yield route
    for child in route.children:
        yield from below(child)
