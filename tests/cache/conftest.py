"""A folder of specs, an output as a build would have made it, and the cache of such builds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from monitorgen.cache.builds import BuildCache
from monitorgen.load.inputs import Inputs
from monitorgen.selection import Selection

if TYPE_CHECKING:
    from pathlib import Path

SPEC = "specs/shop/system.yaml"
RULES = "out/shop/production/prometheus/rules/checkout.yml"
RECORD = "out/shop/production/plan/checkout.json"


@dataclass
class Project:
    """Its files are given by their paths from the top."""

    top: Path
    python: bool = True
    inputs: Inputs = field(default_factory=Inputs)

    def write(self, path: str, text: str) -> Path:
        """Write a file, its folders too."""
        file = self.top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def cache(self, folder: Path | None = None) -> BuildCache:
        """What a build has in its hands."""
        selection = Selection(self.top / "specs", python=self.python)
        return BuildCache(folder or self.top / "cache", selection, self.top / "out", lambda _: True)

    def build(self, told: str = "told", cache: BuildCache | None = None) -> None:
        """What a build does of which this is the result: nothing remembered, all told, all files as they are."""
        cache = cache or self.cache()
        assert cache.recall() is None
        out = self.top / "out"
        made = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if path.is_file()}
        cache.keep(
            told, {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in made.items()}, self.inputs
        )

    def recall(self) -> str | None:
        """What the next build is told."""
        return self.cache().recall()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two specs, two files made of them."""
    made = Project(tmp_path)
    made.write(SPEC, "monitorgen: v1\nsystem: shop\n")
    made.write("specs/shop/readme.md", "About the shop\n")
    made.write(RULES, "groups: []\n")
    made.write(RECORD, "{}\n")
    made.inputs.paths |= {str(tmp_path / SPEC)}
    return made
