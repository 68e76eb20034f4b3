"""Diagnostics as SARIF 2.1.0, for code scanning: results with their places, rules with the text of `explain`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from monitorgen.load.sources import BUILT_IN
from monitorgen.render.fingerprint import fingerprints
from monitorgen.render.told import in_file, message, remarks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.codes import Code
    from monitorgen.render.shown import Shown, Spot

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_FINGERPRINT = "monitorgen/v1"
"""GitHub's own, `primaryLocationLineHash`, is left to the action that uploads: it warns where another is there."""


def sarif(shown: Sequence[Shown]) -> str:
    """One run. URIs are relative to the repository's root; columns count characters from 1."""
    from importlib.metadata import version

    codes = sorted({each.code for each in shown})
    results = [
        _result(each, codes.index(each.code), mark) for each, mark in zip(shown, fingerprints(shown), strict=True)
    ]
    driver = {"name": "monitorgen", "semanticVersion": version("monitorgen"), "rules": _rules(codes)}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rules(ids: Sequence[str]) -> list[dict[str, object]]:
    from monitorgen.codes import get

    return [_rule(get(code)) for code in ids]


def _rule(code: Code) -> dict[str, object]:
    from monitorgen.codes import page

    why, fix = (" ".join(text.split()) for text in (code.why, code.fix))
    return {
        "id": code.id,
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": why},
        "help": {"text": f"{why}\n\nWhat to do: {fix}", "markdown": page(code)},
    }


def _result(shown: Shown, rule: int, fingerprint: str) -> dict[str, object]:
    spot = in_file(shown)
    made: dict[str, object] = {
        "ruleId": shown.code,
        "ruleIndex": rule,
        "level": shown.level,
        "message": {"text": "\n".join([message(shown), *remarks(shown, related=False)])},
    }
    if spot is not None:
        made["locations"] = [_location(spot)]
    if shown.related:
        made["relatedLocations"] = [
            {"id": number, "message": {"text": text}, **_location(spot)}
            for number, (spot, text) in enumerate(shown.related, start=1)
        ]
    made["partialFingerprints"] = {_FINGERPRINT: fingerprint}
    return made


def _location(spot: Spot) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": _artifact(spot.file)}
    if spot.line:
        place["region"] = {"startLine": spot.line, "startColumn": spot.column, "endColumn": spot.end}
    return {"physicalLocation": place}


def _artifact(file: str) -> dict[str, object]:
    """A file by its URI, which the name of a file is already that comes with us."""
    if file.startswith(BUILT_IN):
        return {"uri": quote(file, safe="/:")}
    return {"uri": quote(file, errors="surrogatepass"), "uriBaseId": _ROOT}
