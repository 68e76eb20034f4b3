"""None of what was wrong with the APIs of the documents is in the output, judged by parsing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.test_mended import FOLDERS
from tests.openapi.valid import assert_valid
from tests.support.built import read

if TYPE_CHECKING:
    from tests.acceptance.conftest import Example
    from tests.support.built import Built


@pytest.fixture(params=FOLDERS, ids="/".join)
def built(request: pytest.FixtureRequest, example: Example) -> Built:
    """Each environment of each system."""
    return example(*request.param)


def test_documents_of_apis_are_valid_and_have_what_the_guide_describes(built: Built) -> None:
    for file in sorted((built.folder / "openapi").rglob("*.json")):
        if file.name != "sources.json":
            document = read(file)
            assert_valid(document)
            responses = [each["responses"] for item in document["paths"].values() for each in item.values()]
            assert all(isinstance(status, str) for each in responses for status in each)
    if str(built) == "devmentor/local":
        paths = read(built.folder / "openapi" / "openapi.json")["paths"]
        missing = (
            "/api/learning/progress/{userId}",
            "/api/pbml/search",
            "/api/repo/analysis/{id}",
            "/api/repo/status/{id}",
        )
        assert paths.keys() >= {*missing}


def test_no_operation_of_an_api_is_lost_doubled_or_changed(built: Built) -> None:
    sources = [path for path in (built.specs / built.system).glob("openapi/*.yaml") if "openapi" in read(path)]
    assert bool(sources) == (built.folder / "openapi").is_dir()
    if not sources:
        return
    paths = read(built.folder / "openapi" / "openapi.json")["paths"]
    planned = {"openapi/learning.yaml"} if str(built) == "devmentor/production" else set()
    for source in sources:
        if source.relative_to(built.specs / built.system).as_posix() in planned:
            continue
        for path, item in read(source)["paths"].items():
            assert {method: each["summary"] for method, each in item.items()} == {
                method: paths[path][method]["summary"] for method in item
            }
    assert not [path for path in paths if path.count("/api/") > 1]
