"""Notification templates are laid out once, by `scripts/write-templates`: what is the same everywhere needs no build.

Jinja2 makes each of a `.tmpl.j2` and the layout that they share. It works between `[[ ]]` and `[% %]`, so that Go's
`{{ }}` need no escaping.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from monitorgen.targets.alertmanager.templates import folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment


def laid_out() -> Mapping[str, str]:
    """The templates that no system changes, by the name of their file."""
    names = sorted(path.name.removesuffix(".j2") for path in folder().glob("*.tmpl.j2"))
    return {name: _jinja().get_template(f"{name}.j2").render() + "\n" for name in names}


@cache
def _jinja() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(folder()),
        block_start_string="[%",
        block_end_string="%]",
        variable_start_string="[[",
        variable_end_string="]]",
        comment_start_string="[#",
        comment_end_string="#]",
        undefined=StrictUndefined,
        autoescape=False,
    )
