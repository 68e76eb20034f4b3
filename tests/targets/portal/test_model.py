"""What is kept of a unit comes back as it was, packed or not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from monitorgen.diagnostics import Origin
from monitorgen.plan.pages import Need, UnitPage
from monitorgen.plan.rules import Alert, Condition, Series
from monitorgen.promql.types import LabelSchema, Metric
from monitorgen.targets.portal import model
from monitorgen.targets.portal.model import Board, Kept, Unit
from monitorgen.units import Duration

ALERT = Alert(
    name="Slow", expr="x > 1",
    condition=Condition("value", {"of": Series("x")}, None, comparison="above", threshold=Decimal(1)),
    hold=Duration(60_000), keep=Duration(0), severity="warning", team=None, labels={"service": "a"},
    result=LabelSchema(frozenset({"job"})), annotations={"summary": "x"}, tests=(), unproven=None,
    origin=Origin("a.yaml", ("services", "a")),
)  # fmt: skip


def unit(name: str) -> Unit:
    return Unit(
        name=name, source="a.yaml", team="ml", summary=None, page=UnitPage("A", needs=(Need("b", "what for"),)),
        alerts=(ALERT,), slos=(), metrics=(Metric("x", "gauge", "", LabelSchema()),), others=(),
        boards=(Board("a", "a-1", "A", "Services", "", "a.json"),), scraped=True, probes=(),
        proofs={("Slow", "warning"): "proven"},
    )  # fmt: skip


@pytest.mark.parametrize("unpacked", [0, 1, 9])
def test_units_come_back_as_they_were(monkeypatch: pytest.MonkeyPatch, unpacked: int) -> None:
    monkeypatch.setattr(model, "UNPACKED", unpacked)
    kept = Kept()
    for name in ("a", "b", "c"):
        kept.hold(unit(name))
    assert [kept.release(name) for name in ("c", "a", "b")] == [unit("c"), unit("a"), unit("b")]
    with pytest.raises(KeyError):
        kept.release("a")
