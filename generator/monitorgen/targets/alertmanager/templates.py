"""Notification templates: Go templates of Alertmanager, only those that a system's receivers use.

Jinja2 makes them of a layout that they share, and of the system's severities. It works between `[[ ]]` and `[% %]`, so
that Go's `{{ }}` need no escaping.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen import resources

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

    from monitorgen.plan.routing import Meaning, Routing

FOLDER = "alertmanager"
_COMMON = ("common", "severity")
_OWN = ("email", "slack", "pagerduty", "msteamsv2", "discord", "telegram", "opsgenie")


def templates(routing: Routing, header: str) -> Mapping[str, str]:
    """The template files by name, each with `header` as a comment at its top."""
    used = {each.kind for receiver in routing.receivers.values() for each in receiver.integrations}
    names = [*_COMMON, *(kind for kind in _OWN if kind in used)]
    return {f"{name}.tmpl": f"{_comment(header)}{_text(name, routing.severities)}" for name in names}


def _comment(header: str) -> str:
    """A comment of Go's templates, which can't hold its own end."""
    return f"{{{{- /*\n{header.replace('*/', '* /')}\n*/ -}}}}\n" if header else ""


def _text(name: str, severities: Mapping[str, Meaning]) -> str:
    words = {
        meaning: " ".join(f'"{severity}"' for severity, means in severities.items() if means == meaning)
        for meaning in ("critical", "info")
    }
    return _jinja().get_template(f"{name}.tmpl.j2").render(words) + "\n"


@lru_cache(maxsize=1)
def _jinja() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(resources.templates() / FOLDER),
        block_start_string="[%",
        block_end_string="%]",
        variable_start_string="[[",
        variable_end_string="]]",
        comment_start_string="[#",
        comment_end_string="#]",
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - Go templates, not HTML; what is put in are names of severities
    )
