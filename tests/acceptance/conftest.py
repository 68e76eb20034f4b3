"""The example systems, built as their owners would, and at the end of a run: how much of their documents is covered."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.support.built import Built, built
from tests.support.items import documents

if TYPE_CHECKING:
    from collections.abc import Callable

_ITEM = re.compile(r"::test_an_item_of_the_documents_comes_out\[(.+)\]$")


class Example(Protocol):
    """The fixture `example`."""

    def __call__(self, system: str, environment: str = "production") -> Built:
        """An environment of one of the systems below specs/, built once a session."""


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    """The systems below specs/: `example("mysmartnotes").jobs`."""
    build: Callable[[str], dict[str, Built]] = cache(lambda system: built(system, tmp_path_factory.mktemp(system)))

    def found(system: str, environment: str = "production") -> Built:
        return build(system)[environment]

    return found


@pytest.fixture(scope="session")
def mysmartnotes(example: Example) -> Built:
    """MySmartNotes in production."""
    return example("mysmartnotes")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many items of the documents came out, by kind; nothing if their test did not run."""
    passed = {match[1] for report in terminalreporter.getreports("passed") if (match := _ITEM.search(report.nodeid))}
    failed = {match[1] for report in terminalreporter.getreports("failed") if (match := _ITEM.search(report.nodeid))}
    if not passed | failed:
        return
    terminalreporter.section("items of the documents that come out")
    for document in documents():
        kinds: dict[str, list[str]] = {}
        for item in document.items:
            kinds.setdefault(item.kind, []).append(item.id)
        parts = [f"{kind} {len(passed & set(ids))} of {len(ids)}" for kind, ids in sorted(kinds.items())]
        waiting = {due: sum(by_kind.values()) for due, by_kind in document.later.items()}
        later = ", ".join(f"{count} {due}" for due, count in sorted(waiting.items()))
        terminalreporter.write_line(f"{document.number} {document.system}: {', '.join(parts)}; later: {later}")
    due = {item.id for document in documents() for item in document.items}
    later_all = sum(
        count for document in documents() for by_kind in document.later.values() for count in by_kind.values()
    )
    terminalreporter.write_line(f"{len(passed & due)} of {len(due)} covered; {later_all} wait for later versions")
