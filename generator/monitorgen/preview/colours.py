"""Which colours of a picture say that something is wrong, or well."""

from __future__ import annotations

from monitorgen.targets.grafana.colours import COLOURS

BAD = frozenset({COLOURS["critical"].lower(), COLOURS["warning"].lower()})
GOOD = COLOURS["ok"].lower()
