"""What is known of products and their exporters.

Types written in the spec language, complete inventories of metrics, presets of indicators, pinned versions: facts that
stand in YAML and JSON. This package only reads them, each when asked for.
"""

from __future__ import annotations

from monitorgen.catalog.images import Ended, Pin, ended, exporters, versions
from monitorgen.catalog.presets import Preset, PresetMetric, presets
from monitorgen.catalog.reader import Family, inventory, source, types

__all__ = [
    "Ended",
    "Family",
    "Pin",
    "Preset",
    "PresetMetric",
    "ended",
    "exporters",
    "inventory",
    "presets",
    "source",
    "types",
    "versions",
]
