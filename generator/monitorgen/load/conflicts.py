"""Patches of one environment that reach the same value: none is stronger than the other, so none can win."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from monitorgen.load import root_answers
from monitorgen.spec.base import written_shape
from monitorgen.spec.shape import Choice, MapOf, ModelOf, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.diagnostics import Findings, Origin, Path
    from monitorgen.raw import Raw
    from monitorgen.spec.written import Patch


def check_patches(name: str, shape: Shape, patches: Sequence[Patch], findings: Findings) -> None:
    """Tell of every value of the thing `name` that two of its patches set for the same environment."""
    for first, second in combinations(patches, 2):
        if first.environment == second.environment:
            _Meeting(name, first, second, findings).look(_whole(first), _whole(second), shape, ())


def _whole(patch: Patch) -> Raw:
    node = patch.node
    for step in reversed(patch.at):
        node = {str(step): node}
    return node


class _Meeting:
    """Two patches of one environment, walked together."""

    def __init__(self, name: str, first: Patch, second: Patch, findings: Findings) -> None:
        self.name, self.first, self.second, self.findings = name, first, second, findings

    def look(self, one: Raw, other: Raw, shape: Shape, path: Path) -> None:
        """Compare what both say at `path` of the thing."""
        if isinstance(one, dict) and isinstance(other, dict):
            if isinstance(shape, Choice):
                shape = shape.forms[written_shape(one)]
            if isinstance(shape, ModelOf) or (isinstance(shape, MapOf) and not shape.whole):
                self._keys(one, other, shape, path)
                return
        text = ".".join(map(str, path)) or self.name
        said = _at(self.second, path), _at(self.first, path)
        self.findings.add(root_answers.patched_twice(text, self.first.environment, *said))

    def _keys(self, one: dict[str, Raw], other: dict[str, Raw], shape: ModelOf | MapOf, path: Path) -> None:
        for key, value in other.items():
            if key in one:
                item = shape.fields[key] if isinstance(shape, ModelOf) else shape.item
                self.look(one[key], value, item, (*path, key))
        if isinstance(shape, ModelOf):
            self._forms(one, other, shape, path)

    def _forms(self, one: dict[str, Raw], other: dict[str, Raw], model_shape: ModelOf, path: Path) -> None:
        """Whether one of them names a form of the thing, and the other something of another form."""
        for word, gone in _displaced(one, other, model_shape) or _displaced(other, one, model_shape):
            in_first, in_second = (word, gone) if word in one else (gone, word)
            said = _at(self.second, (*path, in_second)), _at(self.first, (*path, in_first))
            self.findings.add(root_answers.patches_exclude(in_second, in_first, self.first.environment, *said))


def _displaced(one: dict[str, Raw], other: dict[str, Raw], model_shape: ModelOf) -> list[tuple[str, str]]:
    """The first word of `one` that drops a word of `other` which it doesn't say itself, with that word."""
    pairs = ((word, model_shape.model.displaced({word: value})) for word, value in one.items())
    found = [(word, key) for word, gone in pairs for key in other if key in gone and key not in one]
    return found[:1]


def _at(patch: Patch, path: Path) -> Origin:
    """Where a patch says something at `path` of the thing that it belongs to."""
    return patch.origin.at(*path[len(patch.at) :])
