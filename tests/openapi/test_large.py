"""600 operations, in one file or in two thousand, are merged and proven the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from monitorgen.diagnostics import Findings, Origin
from monitorgen.load.api_files import ApiFiles
from monitorgen.openapi.equality import differences
from monitorgen.openapi.merge import aggregate
from monitorgen.openapi.tree import Source
from tests.openapi.large import in_many_files, in_one_file
from tests.openapi.pages import HEAD, Known

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.document import Json


@pytest.mark.slow
@pytest.mark.parametrize("split", [False, True], ids=["in one file", "in many files"])
def test_a_large_document_is_merged_and_proven(tmp_path: Path, *, split: bool) -> None:
    files: dict[str, Json] = in_many_files("shop") if split else {"shop/api.yaml": in_one_file("shop")}
    for name, tree in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(json.dumps(tree))  # YAML too, and quickly written
    assert len(files) > 2000 or not split
    on_disk = ApiFiles(tmp_path)
    read = Known({})
    sources = [Source("shop", "shop/api.yaml", "/shop")]
    for name in files:
        read.trees[name] = on_disk(name, Origin("system.yaml"))
    findings = Findings()
    made = aggregate(sources, read, HEAD, findings)
    assert made is not None
    assert list(findings) == []
    assert differences(sources, read, made.document) == []
    assert sum(key[0] == "paths" and len(key) == 3 for key in made.provenance) == 600
