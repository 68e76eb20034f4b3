"""How much faster a rehearsal is than production, and the times that nothing may come below."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from monitorgen.promql.lexer import tokens
from monitorgen.units import Duration, UnitError, duration

Kind = Literal["looks", "waits", "ranges", "holds"]
"""What a time is for: how often something is scraped, evaluated or stepped; how long Alertmanager waits; how far a
query looks back; how long something must hold."""

FLOORS: dict[Kind, Duration] = {
    "looks": Duration(1_000),  # servers of a machine that is busy keep up with this
    "waits": Duration(2_000),  # a scrape and an evaluation, so that what belongs together is told together
    "ranges": Duration(4_000),  # four scrapes, as a rate wants them
    "holds": Duration(1),
}
"""No time becomes shorter than this; one that was shorter before stays as it is."""


class TooFastError(ValueError):
    """The factor makes one of two times that differ; the message says which and what would do."""


class Pace(Struct, frozen=True):
    """All times are divided by `factor`, at least 1."""

    factor: int

    def time(self, kind: Kind, long: Duration) -> Duration:
        """The time in a rehearsal, rounded up to a millisecond; none at all stays none."""
        floor = min(FLOORS[kind].ms, long.ms)
        return Duration(max(floor, -(-long.ms // self.factor)))

    def text(self, kind: Kind, long: str) -> str:
        """The same for a time as it is written; words that are no duration stay as they are."""
        try:
            known = duration(long)
        except UnitError:
            return long
        short = self.time(kind, known)
        return long if short == known else str(short)

    def query(self, text: str) -> str:
        """PromQL with shorter ranges, steps and offsets; a number that is compared stays, also if it is a time."""
        made, last = [], 0
        opened = step = False
        before = ""
        for token in tokens(text):
            if token.kind == "duration" and (opened or before == "offset"):
                made += [text[last : token.start], self.text("looks" if step else "ranges", token.text)]
                last = token.end
            elif token.text == "[":
                opened, step = True, False
            elif token.text == "]":
                opened = step = False
            elif token.text == ":" and opened:
                step = True
            # A sign stands between `offset` and how far.
            if token.text not in ("-", "+"):
                before = token.word
        return "".join((*made, text[last:]))


def told_apart(pace: Pace, waits: list[Duration]) -> None:
    """Raises `TooFastError` if two steps of an escalation, by how long each waits, would be told at the same time."""
    taken: dict[Duration, Duration] = {}
    for wait in sorted(set(waits)):
        short = pace.time("waits", wait)
        other = taken.setdefault(short, wait)
        if other != wait:
            most = wait.ms // (FLOORS["waits"].ms + 1)
            raise TooFastError(
                f"{other} and {wait}, steps of one escalation, would both be {short} if times are divided by "
                f"{pace.factor:,}" + (f"; {most:,} is the most that keeps them apart" if most > 1 else "")
            )
