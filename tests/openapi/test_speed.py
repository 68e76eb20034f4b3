"""600 operations, in one file or in two thousand, are merged and proven within five seconds beside reading."""

from __future__ import annotations

import json
import time
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

SECONDS = 5.0


@pytest.mark.slow
@pytest.mark.parametrize("split", [False, True], ids=["in one file", "in many files"])
def test_a_large_document_is_merged_and_proven_in_time(tmp_path: Path, *, split: bool) -> None:
    files: dict[str, Json] = in_many_files("shop") if split else {"shop/api.yaml": in_one_file("shop")}
    for name, tree in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(json.dumps(tree))  # YAML too, and quickly written
    assert len(files) > 2000 or not split
    on_disk = ApiFiles(tmp_path)
    read = Known({})
    sources = [Source("shop", "shop/api.yaml", "/shop")]
    begin = time.process_time()
    for name in files:
        read.trees[name] = on_disk(name, Origin("system.yaml"))
    reading = time.process_time() - begin
    begin = time.process_time()
    findings = Findings()
    made = aggregate(sources, read, HEAD, findings)
    merging = time.process_time() - begin
    assert made is not None
    assert list(findings) == []
    assert differences(sources, read, made.document) == []
    seconds = time.process_time() - begin
    assert sum(key[0] == "paths" and len(key) == 3 for key in made.provenance) == 600
    assert seconds < SECONDS, f"reading {reading:.2f} s, merging {merging:.2f} s, merging and proving {seconds:.2f} s"
