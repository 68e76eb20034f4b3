"""Diagnostics as JUnit XML, which every CI server reads: a test case for each thing that was looked at.

A case fails if an error was found in it, with all of its errors in one failure; warnings are its output. There are no
times in it: the same findings give the same bytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from monitorgen.render.cells import safe
from monitorgen.render.shown import Case
from monitorgen.render.told import address, counted, in_file, message, remarks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.render.shown import Shown

_DROPPED = re.compile("[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML can't hold in any way, and the other control characters."""
_ELSEWHERE = "monitorgen"


def junit(shown: Sequence[Shown], cases: Sequence[Case]) -> str:
    """One `<testsuites>`. Diagnostics that belong to no case get one for their file."""
    complete = _with_findings(shown, cases)
    suites: dict[str, list[tuple[Case, Sequence[Shown]]]] = {}
    for case, found in complete:
        suites.setdefault(case.suite, []).append((case, found))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="monitorgen"{_counts(complete)}>']
    for suite, members in suites.items():
        lines.append(f"  <testsuite{_attributes(name=suite)}{_counts(members)}>")
        for case, found in members:
            lines += _case(case, found)
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _with_findings(shown: Sequence[Shown], cases: Sequence[Case]) -> list[tuple[Case, Sequence[Shown]]]:
    taken = {each for case in cases for each in case.found or ()}
    by_file: dict[str, list[Shown]] = {}
    for each in shown:
        if each not in taken:
            by_file.setdefault(each.spot.file if each.spot is not None else "", []).append(each)
    made: list[tuple[Case, Sequence[Shown]]] = [
        (case, by_file.pop(case.file or "", ()) if case.found is None else case.found) for case in cases
    ]
    for file, found in by_file.items():
        folder, _, name = file.rpartition("/")
        made.append((Case(folder or _ELSEWHERE, name or _ELSEWHERE, file or None), found))
    return made


def _case(case: Case, found: Sequence[Shown]) -> list[str]:
    errors = _errors(found)
    others = [each for each in found if each.level != "error"]
    first = next((each for each in errors if each.spot is not None and each.spot.line), None)
    line = str(first.spot.line) if first is not None and first.spot is not None else None
    head = f"    <testcase{_attributes(classname=case.suite, name=case.name, file=case.file, line=line)}"
    inner = []
    if case.skipped and not errors:
        inner.append(f"      <skipped{_attributes(message=case.skipped)}/>")
    if errors:
        text = f"{errors[0].code}: {message(errors[0])}"
        text += f" (and {counted(len(errors) - 1, 'more error')})" if errors[1:] else ""
        codes = " ".join(dict.fromkeys(each.code for each in errors))
        inner.append(f"      <failure{_attributes(type=codes, message=text)}>{_paragraphs(errors)}</failure>")
    if others:
        inner.append(f"      <system-out>{_paragraphs(others)}</system-out>")
    return [f"{head}>", *inner, "    </testcase>"] if inner else [f"{head}/>"]


def _errors(found: Sequence[Shown]) -> list[Shown]:
    return [each for each in found if each.level == "error"]


def _counts(members: Sequence[tuple[Case, Sequence[Shown]]]) -> str:
    failed = sum(bool(_errors(found)) for _, found in members)
    skipped = sum(bool(case.skipped) and not _errors(found) for case, found in members)
    return _attributes(tests=str(len(members)), failures=str(failed), errors="0", skipped=str(skipped))


def _paragraphs(found: Sequence[Shown]) -> str:
    return _text("\n\n".join(_paragraph(each) for each in found))


def _paragraph(shown: Shown) -> str:
    spot = in_file(shown)
    where = [safe(address(spot))] if spot is not None else []
    return "\n".join([f"{shown.level}[{shown.code}]: {message(shown)}", *where, *remarks(shown)])


def _attributes(**values: str | None) -> str:
    written = (f'{name}="{_text(text)}"' for name, text in values.items() if text is not None)
    return "".join(f" {each}" for each in written)


def _text(text: str) -> str:
    """What stands in an element or an attribute."""
    return escape(_DROPPED.sub("", text), {'"': "&quot;"})
