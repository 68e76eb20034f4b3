"""Whatever a page can be made of is written, in both forms: no kind is missing where they are looked up."""

from __future__ import annotations

from inspect import signature
from typing import TYPE_CHECKING, get_args

import pytest

from monitorgen.targets.portal import html, html_blocks, markdown, markdown_blocks
from monitorgen.targets.portal.blocks import Block, Inline

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BLOCKS = frozenset(get_args(Block))
PARTS = frozenset(get_args(Inline)) - {str}
WRITERS = pytest.mark.parametrize(
    ("writers", "kinds"),
    [
        pytest.param(html.WRITERS, PARTS, id="parts of a line as HTML"),
        pytest.param(markdown.WRITERS, PARTS, id="parts of a line as Markdown"),
        pytest.param(html_blocks.WRITERS, BLOCKS, id="blocks as HTML"),
        pytest.param(markdown_blocks.WRITERS, BLOCKS, id="blocks as Markdown"),
    ],
)


@WRITERS
def test_each_kind_has_its_writer(writers: Mapping[type, Callable[..., str]], kinds: frozenset[type]) -> None:
    assert writers.keys() == kinds


@WRITERS
def test_each_writer_is_given_the_kind_that_it_takes(
    writers: Mapping[type, Callable[..., str]], kinds: frozenset[type]
) -> None:
    for kind in kinds:
        takes = next(iter(signature(writers[kind]).parameters.values())).annotation
        assert kind.__name__ in takes.split(" | ")
