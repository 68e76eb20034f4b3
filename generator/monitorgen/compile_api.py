"""The APIs of a scope: the document of each unit when it goes by, and that of all once they are through."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.passage import Passage
    from monitorgen.plan.api import Api
    from monitorgen.plan.system import Fragment
    from monitorgen.targets.artifact import Artifact


def of_unit(passage: Passage, fragment: Fragment) -> Iterator[Artifact]:
    """The API of a unit with all that is internal, proven to be that of its documents; nothing if nothing is."""
    api = passage.api(fragment.api)
    if api is not None:
        from monitorgen.check.api import check_api
        from monitorgen.targets.openapi import config as openapi

        passage.linked.findings.extend(check_api(api))
        yield openapi.of_unit(fragment.unit, api)


def of_system(passage: Passage, title: str, notice: str) -> Iterator[Artifact]:
    """The API of the system, `title` in words, proven to be that of its services; nothing where there is none."""
    api = passage.aggregate()
    if api is not None:
        from monitorgen.check.api import check_api
        from monitorgen.targets.openapi import config as openapi

        passage.linked.findings.extend(check_api(api))
        yield from openapi.of_system(api, notice)
        if passage.made_for.portal:
            yield from _reference(passage, api, title, notice)


def _reference(passage: Passage, api: Api, title: str, notice: str) -> Iterator[Artifact]:
    """The page of the API, a part of the portal."""
    from monitorgen.targets.reference import config as reference

    yield from reference.of_system(api.aggregate.document, title, passage.made_for.scope, notice)
