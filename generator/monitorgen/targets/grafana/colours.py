"""Colours: what a tone looks like.

Grafana's own green and red are one colour to one man in twelve. These four keep apart for every kind of sight, and
stand out from the dark and from the light background; a test measures both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitorgen.plan.dashboards import Tone

COLOURS: dict[Tone, str] = {"ok": "#1FA4AF", "info": "#9D6BF3", "warning": "#D78000", "critical": "#D2123C"}
"""Teal, violet, amber, crimson."""

PLAIN = "text"
"""Grafana's name of the colour of text."""
NONE = "transparent"
