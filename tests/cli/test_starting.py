"""What a small `validate` imports: most of its time is that."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LOADED = """\
import sys
from monitorgen.cli import main
sys.argv[1:] = ["validate"]
try:
    main()
except SystemExit:
    print(*sys.modules, file=sys.stderr)
"""
NOT_NEEDED = (
    "jinja2", "grafanalib", "markdown_it", "jsonschema_rs", "monitorgen.compile", "monitorgen.targets",
    "monitorgen.proof", "monitorgen.preview", "monitorgen.openapi", "monitorgen.check.dashboards.bundle",
    "monitorgen.routing.re2", "monitorgen.load.slips", "monitorgen.load.locate", "monitorgen.load.python",
    "monitorgen.spec.python",
)  # fmt: skip


def test_validate_imports_neither_what_writes_nor_what_only_errors_and_rare_features_need(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "monitorgen", "init", "."]
    subprocess.run(program, cwd=tmp_path, check=True, capture_output=True)
    program = [sys.executable, "-c", LOADED]
    done = subprocess.run(program, cwd=tmp_path, check=True, capture_output=True, text=True)
    loaded = done.stderr.splitlines()[-1].split()
    assert "monitorgen.link.linked" in loaded
    found = [each for each in loaded if each.startswith(tuple(f"{name}." for name in NOT_NEEDED)) or each in NOT_NEEDED]
    assert found == []
