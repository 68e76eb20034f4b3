"""What a target makes: a file of an environment's folder, as text."""

from __future__ import annotations

from dataclasses import dataclass


READ_WHOLE = {"prometheus/rules": ".yml", "prometheus/scrape": ".yml", "alertmanager/templates": ".tmpl"}
"""Folders of which a server reads every file, with the ending of their names."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """`path` is relative to the environment's folder, with `/` between its parts."""

    path: str
    data: str
