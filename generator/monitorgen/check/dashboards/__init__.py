"""What is checked of every dashboard before it gets out; each check has one code.

`check_dashboard` judges one by its JSON, `bundle` all of a scope together by what is left of them on cards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitorgen.check.dashboards.board import Board
    from monitorgen.diagnostics import Diagnostic


def check_dashboard(board: Board) -> Iterator[Diagnostic]:
    """All findings of one dashboard."""
    from monitorgen.check.dashboards import document, panels, queries, schemas, variables

    if not board.json:
        message = "its JSON is no dashboard"
        hint = "export it with `Share`, `Export`, `Save to file`: a map with `panels`"
        yield board.told("MG741", message, hint=hint, fatal=True)
        return
    checks: tuple[Callable[[Board], Iterator[Diagnostic]], ...] = (
        schemas.known_to_grafana,
        document.current_model,
        document.lasting_uid,
        document.nothing_stored,
        document.made_by_us,
        document.one_time,
        panels.told_apart,
        panels.on_the_grid,
        panels.allowed_types,
        panels.chosen_sources,
        panels.last_values,
        panels.told_to_readers,
        queries.queries,
        variables.up_to_date,
        variables.chained,
        variables.named_and_used,
    )
    for check in checks:
        yield from check(board)
