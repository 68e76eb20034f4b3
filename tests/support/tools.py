"""External tools for tests: there, or a loud word on how to have them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

import pytest

from monitorgen.tools.find import located

ROOT = Path(__file__).resolve().parents[2]
"""The top of the checkout."""


class FindTool(Protocol):
    """The fixture `find_tool`."""

    def __call__(self, name: str, *, old: bool = False) -> Path:
        """Where the tool is; else the test is skipped, or fails in CI. `old`: that of the machine's own release."""


def find_tool(name: str, *, old: bool = False) -> Path:
    """See `FindTool`. Not every release has older versions to offer, so those are skipped in CI too."""
    path = ROOT / ".tools" / "old" / "bin" / name if old else located(name, start=ROOT)
    if path is not None and path.exists():
        return path
    if old:
        pytest.skip(f"no older {name} here: `make tools` installs it where the release has one")
    if os.environ.get("CI"):
        pytest.fail(f"{name} is missing: `make tools` has to come before the tests", pytrace=False)
    pytest.skip(f"{name} IS MISSING, so this is NOT TESTED: run `make tools`")
