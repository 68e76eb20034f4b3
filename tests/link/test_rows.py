"""What entries start from: models of what a type brings are made once, and belong to the row that made them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.link.types import Row

if TYPE_CHECKING:
    from monitorgen.raw import Raw


def _alerts(above: str) -> dict[str, Raw]:
    return {"alerts": {"Slow": {"value": "depth", "above": above}}}


def test_entries_of_a_row_share_what_it_brings() -> None:
    row = Row(("service",), (), _alerts("1"))
    one, other = row.typed({**row.node, "port": "80"}), row.typed({**row.node, "port": "81"})
    assert one.alerts is not None
    assert other.alerts is not None
    assert one.alerts["Slow"] is other.alerts["Slow"]
