"""Channels: where a name of a list leads for a team, and the integrations behind it.

The root says which channels there are. `none` at the root or in an environment turns one off for everybody; a team
fills or drops those of the root and can't invent one. An alert of no team goes to `default_notify` where a channel's
place names `{team}`: it is told all the same.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Refused, Related
from monitorgen.link.notification.fillings import filled
from monitorgen.link.notification.manner import default_manner
from monitorgen.link.notification.ready import Ready, ready_integrations
from monitorgen.link.notification.suggest import near
from monitorgen.plan.routing import Integration

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from monitorgen.link.notification.policy import Policy, Where
    from monitorgen.spec.channel import Channel

OF_CLASSES = frozenset({"team", "service", "severity"})
"""Placeholders that have a value only for alerts of a class: the root route can't fill them."""


class Leaf(Struct, frozen=True):
    """A channel that holds integrations, as it is for a team (None: as the root says it)."""

    name: str
    team: str | None
    ready: tuple[Ready, ...]

    @property
    def placeholders(self) -> frozenset[str]:
        """The placeholders that its integrations name."""
        return frozenset().union(*(each.placeholders for each in self.ready))


class Channels:
    """Resolves names of channels; what is wrong with one is found once, whoever uses it."""

    def __init__(self, policy: Policy, findings: Findings) -> None:
        self._policy, self._findings = policy, findings
        self._ready: dict[tuple[str, str | None], tuple[Ready, ...]] = {}

    def check_all(self) -> None:
        """Find what is wrong with channels, those that nobody names included: tomorrow somebody will."""
        for name, model in self._policy.channels.items():
            self._made_ready(name, None, model)
        self._check_teams()
        for team, words in self._policy.teams.items():
            for name, model in words.channels.items():
                if name in self._policy.channels:
                    self._made_ready(name, team, model)

    def _made_ready(self, name: str, owner: str | None, model: Channel) -> tuple[Ready, ...]:
        key = (name, owner)
        if key not in self._ready:
            self._ready[key] = ready_integrations(name, model, self._policy, self._where(name, owner), self._findings)
        return self._ready[key]

    def _check_teams(self) -> None:
        """Find the channels that a team says and the root doesn't declare."""
        known = self._known()
        for team, words in self._policy.teams.items():
            for name in (*words.channels, *sorted(words.dropped)):
                if name not in known:
                    where = self._policy.where("teams", team, "channels", name)
                    hint = near(name, known, "declare it at the root: `channels: {<name>: {}}` says that teams fill it")
                    message = f"team {team} has a channel {name!r} that the root doesn't declare"
                    self._findings.add(Diagnostic("MG401", message, where, hint=hint, part="key"))

    def leaves(self, names: Sequence[str], team: str | None, said: Callable[[int], Origin]) -> tuple[Leaf, ...]:
        """The channels with integrations behind a list of names, each once, in the order in which they are named.

        Those that are off or dropped are left out without a finding.
        """
        found: dict[str, Leaf] = {}
        for index, name in enumerate(names):
            self._follow(name, team, said(index), (), found)
        return tuple(found.values())

    def placed(self, names: Sequence[str], team: str | None, said: Callable[[int], Origin]) -> tuple[Leaf, ...]:
        """The same, for a class of alerts: where one of no team can't be placed, `default_notify` stands in.

        Without any teams a `{team}` is a slip, and stays to be told.
        """
        leaves = self.leaves(names, team, said)
        if team is not None or not self._policy.teams:
            return leaves
        found: dict[str, Leaf] = {}
        for leaf in leaves:
            fit = tuple(each for each in leaf.ready if "team" not in each.placeholders)
            if fit:
                found.setdefault(leaf.name, leaf if fit == leaf.ready else replace(leaf, ready=fit))
            if fit != leaf.ready:
                for stand_in in self.fallback():
                    found.setdefault(stand_in.name, stand_in)
        return tuple(found.values())

    def fallback(self) -> tuple[Leaf, ...]:
        """The channels of `default_notify` that have a fixed place."""
        default = default_manner(self._policy)
        names = default.table[0].channels if default.table else ()
        leaves = self.leaves(names, None, default.table_at)
        return tuple(leaf for leaf in leaves if leaf.placeholders.isdisjoint(OF_CLASSES))

    def off(self, name: str, team: str | None) -> bool:
        """Whether a name is deliberately nothing: for everybody, or for the team."""
        own = self._policy.teams.get(team) if team is not None else None
        return name in self._policy.off or (own is not None and name in own.dropped)

    def away(self, name: str, team: str | None) -> str:
        """Why a name tells nobody of a class although it was named, as the end of a sentence; empty if it tells."""
        if self.off(name, team):
            return "is off"
        model, _ = self._model(name, team)
        if team is not None or not self._policy.teams or model is None:
            return ""
        where = self._policy.where("channels", name)
        if self.placed((name,), None, lambda _: where) or not self.leaves((name,), None, lambda _: where):
            return ""
        return "needs a {team}, and default_notify is off"

    def _known(self) -> list[str]:
        return sorted({*self._policy.channels, *self._policy.off})

    def _follow(
        self, name: str, team: str | None, said: Origin, above: tuple[str, ...], found: dict[str, Leaf]
    ) -> None:
        if name in above:
            circle = " -> ".join((*above[above.index(name) :], name))
            self._findings.add(Diagnostic("MG409", f"channels include each other: {circle}", said))
            return
        if name in found or self.off(name, team):
            return
        model, owner = self._model(name, team)
        if model is None:
            hint = near(name, self._known(), "declare it in `channels:`")
            self._findings.add(Diagnostic("MG400", f"there is no channel {name!r}", said, hint=hint))
            return
        where = self._where(name, owner)
        ready = self._made_ready(name, owner, model)
        if ready:
            found[name] = Leaf(name, owner, ready)
        elif not model.includes and not model.integrations() and model.raw is None:
            self._findings.add(_empty(name, team, owner, where(), said))
        for index, included in enumerate(model.includes or ()):
            self._follow(included, team, where("includes", index), (*above, name), found)

    def _model(self, name: str, team: str | None) -> tuple[Channel | None, str | None]:
        own = self._policy.teams.get(team) if team is not None else None
        if own is not None and name in own.channels and name in self._policy.channels:
            return own.channels[name], team
        return self._policy.channels.get(name), None

    def _where(self, name: str, team: str | None) -> Where:
        base = ("channels", name) if team is None else ("teams", team, "channels", name)
        return partial(self._policy.where, *base)


def _empty(name: str, team: str | None, owner: str | None, where: Origin, said: Origin) -> Diagnostic:
    related = (Related(said, "it is told here"),)
    if owner is not None:
        message = f"the channel {name!r} of team {owner} leads nowhere"
        hint = "say an integration, or drop it with `none`"
    elif team is not None:
        message = f"the channel {name!r} leads nowhere for team {team}: the root declares it without an integration"
        hint = f"fill it in `teams.{team}.channels.{name}`, or drop it there with `none`"
    else:
        message = f"the channel {name!r} leads nowhere: it is declared without an integration"
        hint = "say an integration such as `slack:`; teams fill it only for their own alerts"
    return Diagnostic("MG402", message, where, hint=hint, part="key", related=related)


def integrations(
    leaves: Sequence[Leaf], values: Mapping[str, str | None], because: str, findings: Findings
) -> tuple[Integration, ...]:
    """The integrations of channels with their placeholders filled in; an unfit one is left out with a finding.

    `because` says for whom, in a finding about two integrations that are the same.
    """
    made: list[Integration] = []
    for leaf in leaves:
        for ready in leaf.ready:
            try:
                settings = {name: filled(value, values, ready.where(name)) for name, value in ready.settings.items()}
            except Refused as refused:
                findings.add(refused.diagnostic)
                continue
            one = Integration(ready.kind, settings, ready.send_resolved, leaf.name, ready.where())
            same = next((each for each in made if (each.kind, each.settings) == (one.kind, one.settings)), None)
            if same is not None:
                message = f"{because} are told twice at the same place, by {same.channel} and {leaf.name}"
                related = (Related(same.origin, "the other one is here"),)
                hint = "drop one of the channels from the list"
                findings.add(
                    Diagnostic("MG416", message, one.origin, hint=hint, level="warning", part="key", related=related)
                )
                continue
            made.append(one)
    return tuple(made)
