"""Links of dashboards and panels: to another dashboard by its uid, to a list of dashboards by tags, to any address."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.document import Json
    from monitorgen.plan.dashboards import Link

# What Grafana fills in must reach it as it is.
_KEPT = "${}:,"


def dashboard_link(link: Link) -> dict[str, Json]:
    """A link at the top of a dashboard; Grafana adds time and variables itself."""
    return {
        "type": "dashboards" if link.tags else "link",
        "title": link.title,
        "tooltip": "",
        "icon": "dashboard" if link.uid else "external link",
        "url": "" if link.tags else _url(link, tuple(_values(link))),
        "tags": list(link.tags),
        "asDropdown": bool(link.tags),
        "includeVars": link.keep_variables,
        "keepTime": link.keep_time,
        "targetBlank": link.uid is None and not link.tags,
    }


def panel_link(link: Link) -> dict[str, Json]:
    """A link of a panel, whose address has to ask for time and variables."""
    kept = [*_values(link)]
    if link.uid is not None:
        kept += ["${__url_time_range}"] if link.keep_time else []
        kept += ["${__all_variables}"] if link.keep_variables else []
    return {**dashboard_link(link), "url": _url(link, tuple(kept)), "includeVars": False, "keepTime": False}


def _values(link: Link) -> Iterator[str]:
    for name, value in link.variables.items():
        yield f"var-{quote(name, safe='')}={quote(value, safe=_KEPT)}"


def _url(link: Link, query: tuple[str, ...]) -> str:
    if link.uid is not None:
        address = f"/d/{link.uid}"
    elif link.tags:
        address = "/dashboards"
        query = tuple(f"tag={quote(tag, safe='')}" for tag in link.tags)
    else:
        return link.url or ""
    return f"{address}?{'&'.join(query)}" if query else address
