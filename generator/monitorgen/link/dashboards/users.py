"""Dashboards that people write: rows of panels with choices at the top, or a file that Grafana wrote."""

from __future__ import annotations

import json
from decimal import Decimal
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.diagnostics import Diagnostic, Refused, Related
from monitorgen.link.dashboards.finding import Finder
from monitorgen.link.dashboards.frame import OWN_TAG
from monitorgen.link.dashboards.panels import panel
from monitorgen.link.dashboards.reading import Stand
from monitorgen.link.dashboards.rows import used
from monitorgen.link.operands import operand
from monitorgen.link.surroundings import Picked
from monitorgen.plan.dashboards import Dashboard, Link, Row, Variable
from monitorgen.promql import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitorgen.diagnostics import Origin
    from monitorgen.document import Json
    from monitorgen.link.dashboards.boards import Boards
    from monitorgen.plan.dashboards import Panel
    from monitorgen.spec.dashboard import Dashboard as Written
    from monitorgen.spec.dashboard import Panel as WrittenPanel
    from monitorgen.spec.dashboard import Variable as WrittenVariable


class Said(Struct, frozen=True):
    """A dashboard as it was written in this scope, and where."""

    name: str
    model: Written
    where: Callable[..., Origin]

    @property
    def has_content(self) -> bool:
        """Whether it says itself what it shows."""
        return any(each is not None for each in (self.model.panels, self.model.rows, self.model.json_))


def of_user(said: Said, team: str | None, boards: Boards) -> Dashboard | None:
    """A dashboard of somebody's own, None if one of its panels can't be made; raises `Refused` if it can't be one."""
    origin = said.where()
    if said.model.json_ is not None:
        made = _taken_over(said, boards)
    else:
        if not said.model.panels and not said.model.rows:
            hint = "write `panels:`, `rows:` or `json:`"
            raise Refused(Diagnostic("MG244", "the dashboard shows nothing", origin, part="key", hint=hint))
        variables = _variables(said, boards)
        rows = tuple(_rows(said, boards, variables))
        if sum(len(row.panels) for row in rows) < _count(said):
            return None  # it has been told why; what is left of it would be judged for what it lacks
        _check_used(said, rows)
        made = Dashboard(
            name=said.name,
            uid=boards.uid(said.name),
            title=said.name,
            folder="",
            origin=origin,
            description="A dashboard of its owner.",
            variables=tuple(variables.values()),
            rows=rows,
            annotations=(boards.frame.marked(()),),
            links=boards.frame.links(said.name),
        )
    made = replace(
        made,
        team=team,
        folder=boards.folder(team, "own"),
        tags=(boards.frame.system, OWN_TAG, *((f"team:{team}",) if team is not None else ()), *made.tags),
        uid=made.uid if said.model.uid is None else said.model.uid,
    )
    return tuned(made, said, boards)


def tuned(made: Dashboard, said: Said, boards: Boards) -> Dashboard:
    """A dashboard with the details that its owner says; raises `Refused`."""
    model = said.model
    links = tuple(_links(said, boards))
    return replace(
        made,
        uid=model.uid or made.uid,
        title=model.title or made.title,
        folder=model.folder or made.folder,
        description=model.description or made.description,
        tags=tuple(dict.fromkeys((*made.tags, *(model.tags or ())))),
        range=f"now-{model.range}" if model.range is not None else made.range,
        refresh=_refresh(said, boards) or made.refresh,
        links=(*links, *made.links),
    )


def _refresh(said: Said, boards: Boards) -> str | None:
    every = said.model.refresh
    if every is None:
        return None
    interval = boards.linked.ground.scrape_interval
    if every < interval:
        message = f"it would ask anew every {every}, and there are new values every {interval}"
        raise Refused(Diagnostic("MG251", message, said.where("refresh"), hint=f"write {interval} or more"))
    return str(every)


def _links(said: Said, boards: Boards) -> Iterator[Link]:
    for title, to in (said.model.links or {}).items():
        if to.startswith(("http://", "https://", "/")):
            yield Link(title, url=to)
        elif boards.is_made(to):
            yield Link(title, uid=boards.uid(to))
        else:
            near = get_close_matches(to, boards.names(), 1)
            hint = f"did you mean {near[0]}?" if near else "name a dashboard, or write an address with https://"
            raise Refused(Diagnostic("MG252", f"there is no dashboard {to!r}", said.where("links", title), hint=hint))


def _variables(said: Said, boards: Boards) -> dict[str, Variable]:
    """The choices; raises `Refused` for the last that can't be one, after the others were told."""
    made: dict[str, Variable] = {}
    refusals: list[Refused] = []
    for name, each in (said.model.variables or {}).items():
        try:
            made[name] = _variable(said, name, each, boards)
        except Refused as refused:
            refusals.append(refused)
    if refusals:
        boards.linked.findings.extend(refused.diagnostic for refused in refusals[:-1])
        raise refusals[-1]
    return made


def _variable(said: Said, name: str, each: WrittenVariable, boards: Boards) -> Variable:
    title = each.title or name[:1].upper() + name[1:].replace("_", " ")
    multi = each.multi is not False
    if each.values is not None:
        return Variable(name, title, values=tuple(each.values), multi=multi, everything=multi)
    metric, label = _chosen_from(said, name, each, boards)
    return Variable(name, title, metric, label, multi=multi, everything=multi)


def _chosen_from(said: Said, name: str, each: WrittenVariable, boards: Boards) -> tuple[str, str]:
    """The series and the label whose values are offered; raises `Refused`."""
    where = said.where("variables", name)
    if each.of is None:
        hint = "write the metric or indicator that has the label, or `values:`"
        raise Refused(Diagnostic("MG248", f"nothing says what ${name} is chosen from", where, part="key", hint=hint))
    place = partial(said.where, "variables", name, "of")
    on = operand(each.of, boards.linked.surroundings(None), place)
    measure = on.measure
    picked = Picked(on.name)
    if measure is not None:
        found = measure.total or measure.duration or measure.used or measure.free
        assert found is not None
        picked = found
    label = on.words.get(each.label or name, each.label or name)
    metric = (on.owner.metric(picked.name) if on.owner else None) or boards.linked.world.metric(picked.name)
    if metric is not None and not metric.labels.can_have(label):
        have = ", ".join(sorted(metric.labels.known))
        raise Refused(Diagnostic("MG362", f"{picked.name} has no label {label!r}", place(), hint=f"it has: {have}"))
    series = on.picked(picked, ())
    return build.selector(series.name, series.matchers), label


def _rows(said: Said, boards: Boards, variables: dict[str, Variable]) -> Iterator[Row]:
    linked = boards.linked
    labels = {name: (said.model.variables or {})[name].label or each.label or name for name, each in variables.items()}
    stand = Stand(linked.surroundings(None), linked.severities, Finder(linked), labels, frozenset(variables))
    seen: dict[str, Origin] = {}
    top = list(_panels(said.model.panels or {}, stand, said, ("panels",), seen, boards))
    if top:
        yield Row(None, tuple(top))
    for title, row in (said.model.rows or {}).items():
        path = ("rows", title, "panels")
        if not row.panels:
            where = said.where("rows", title)
            message = f"the row {title!r} has no panels"
            linked.findings.add(Diagnostic("MG244", message, where, part="key", hint="write `panels:`, or drop it"))
        made = tuple(_panels(row.panels or {}, stand, said, path, seen, boards))
        if made:
            yield Row(row.title or title, made, collapsed=bool(row.collapsed))


def _panels(
    panels: dict[str, WrittenPanel],
    stand: Stand,
    said: Said,
    path: tuple[str, ...],
    seen: dict[str, Origin],
    boards: Boards,
) -> Iterator[Panel]:
    for name, each in panels.items():
        where = _at(said, (*path, name))
        first = seen.setdefault(each.was or name, where())
        if first != where():
            hint = "give one another key; `title:` may be the same"
            message = f"two panels of this dashboard are called {name!r}"
            related = (Related(first, "the first one is here"),)
            boards.linked.findings.add(Diagnostic("MG241", message, where(), part="key", hint=hint, related=related))
            continue
        made = panel(name, each, stand, where, boards.linked.findings)
        if made is not None:
            yield made


def _at(said: Said, path: tuple[str, ...]) -> Callable[..., Origin]:
    return lambda *rest: said.where(*path, *rest)


def _count(said: Said) -> int:
    """How many panels were written."""
    return len(said.model.panels or ()) + sum(len(row.panels or ()) for row in (said.model.rows or {}).values())


def _check_used(said: Said, rows: tuple[Row, ...]) -> None:
    """A choice that changes nothing is worse than none: people believe it."""
    spoken = used(rows)
    for name in said.model.variables or {}:
        if name not in spoken:
            hint = "no series here has its label; say another `label:`, use it in `where:`, or drop it"
            message = f"choosing ${name} changes no panel"
            raise Refused(Diagnostic("MG248", message, said.where("variables", name), part="key", hint=hint))


def _taken_over(said: Said, boards: Boards) -> Dashboard:
    """A dashboard that Grafana wrote; raises `Refused` for what its provisioning would not load."""
    assert said.model.json_ is not None
    where = said.where("json")
    node: Json = json.loads(said.model.json_, parse_float=Decimal)
    if not isinstance(node, dict):
        raise Refused(Diagnostic("MG247", "this is no dashboard: its JSON is no object", where, hint="export it anew"))
    if isinstance(node.get("dashboard"), dict):
        message = "the dashboard is wrapped in `dashboard`, as Grafana's API takes it: provisioning refuses it"
        raise Refused(Diagnostic("MG247", message, where, hint='keep what stands inside {"dashboard": ...}'))
    if not isinstance(node.get("panels"), list):
        hint = "a V2 export has `elements`; export it as the classic model" if "elements" in node else "export it anew"
        raise Refused(Diagnostic("MG247", "this is no dashboard: it has no panels", where, hint=hint))
    uid, title, tags = node.get("uid"), node.get("title"), node.get("tags")
    return Dashboard(
        name=said.name,
        uid=uid if isinstance(uid, str) and uid else boards.uid(said.name),
        title=title if isinstance(title, str) and title else said.name,
        folder="",
        origin=said.where(),
        tags=tuple(str(each) for each in tags) if isinstance(tags, list) else (),
        json=node,
    )
