"""Which colours of the JSON say that something is wrong."""

from __future__ import annotations

from monitorgen.targets.grafana.colours import COLOURS

BAD = frozenset({COLOURS["critical"], COLOURS["warning"]})
GOOD = COLOURS["ok"]
