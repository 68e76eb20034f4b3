"""What somebody meant who wrote something that is not YAML: libyaml's error becomes the slip behind it and a hint.

libyaml says where it stopped and what it missed there ("did not find expected ',' or '}'"). The slip is often
elsewhere: at the bracket that was never closed, at the value that needed quotes. `_READERS` maps each of its
messages to the function that looks at the text around.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.load.quoting import MAX_LINE
from monitorgen.load.slips import blocks, flows, scalars
from monitorgen.load.slips.scene import Scene, Slip, survey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from yaml.error import MarkedYAMLError

    from monitorgen.load.complaints import Source

__all__ = ["Slip", "explain", "left_out"]

_READERS: Mapping[str, Callable[[Scene], Slip | None]] = {
    "did not find expected ',' or '}'": flows.separator,
    "did not find expected ',' or ']'": flows.separator,
    "did not find expected node content": flows.content,
    "found unexpected ':'": flows.colon,
    "did not find expected key": blocks.key,
    "did not find expected '-' indicator": blocks.dash,
    "did not find expected <document start>": blocks.document,
    "mapping values are not allowed in this context": blocks.colon,
    "could not find expected ':'": blocks.no_colon,
    "block sequence entries are not allowed in this context": blocks.inline_dash,
    "mapping keys are not allowed in this context": scalars.indicator,
    "found character that cannot start any token": scalars.start,
    "found a tab character that violates indentation": scalars.tab,
    "found a tab character where an indentation space is expected": scalars.tab,
    "found unexpected end of stream": scalars.unclosed_quote,
    "found unexpected document indicator": scalars.unclosed_quote,
    "found unknown escape character": scalars.escape,
    "did not find expected hexdecimal number": scalars.escape,
    "found invalid Unicode character escape code": scalars.escape,
    "did not find expected alphabetic or numeric character": scalars.anchor,
    "did not find expected comment or line break": scalars.block_header,
    "found an indentation indicator equal to 0": scalars.block_header,
}


def explain(error: MarkedYAMLError, source: Source) -> Slip:
    """The slip behind an error of libyaml, with a code of MG106 to MG111 and MG116."""
    scene = survey(error, source)
    if len(scene.text) <= MAX_LINE:
        slip = scalars.tag(scene) if "tag" in f"{scene.context} {scene.problem}" else None
        slip = slip or _READERS.get(scene.problem, _nothing_known)(scene)
        if slip is not None:
            return slip
    expected = scene.problem.replace("did not find expected", "expected").replace("could not find", "expected")
    hint = "check the quotes, brackets and indentation here and on the line above"
    return scene.slip("MG107", "this is not YAML", scene.here(), label=expected, hint=hint, certain=False)


def left_out(slip: Slip, lines: list[str]) -> list[str] | None:
    """The lines of a file without those that a slip spoils, their numbers kept; None if reading ends there."""
    if slip.tabs:
        return [" " * _indent(line) + line[_indent(line) :] for line in lines]
    if slip.drop is None or slip.drop >= len(lines) or not lines[slip.drop].strip():
        return None
    kept = list(lines)
    kept[slip.drop] = ""
    depth = _indent(lines[slip.drop])
    for number in range(slip.drop + 1, len(lines)):
        if lines[number].strip() and _indent(lines[number]) <= depth:
            break
        kept[number] = ""
    return kept


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _nothing_known(_: Scene) -> None:
    return None
