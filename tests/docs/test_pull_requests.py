"""The blocks of docs/pull-requests.md fit what they speak of: the action's inputs, the template's, the hooks."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.docs.blocks import Block, blocks
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path

BLOCKS = {block.about: block for block in blocks("docs/pull-requests.md") if block.language == "yaml"}
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
TEMPLATE = "templates/ci/gitlab.yml"


def judged(block: Block, path: Path, *command: str) -> None:
    path.write_text(block.text, encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", *command, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{block}: {done.stdout}{done.stderr}"


def test_every_block_is_looked_at() -> None:
    assert sorted(BLOCKS) == ["hooks", "pipeline", "steps", "workflow"]


def test_the_workflow_is_one_and_gives_the_action_what_it_takes(tmp_path: Path) -> None:
    block = BLOCKS["workflow"]
    judged(block, tmp_path / "w.yml", "check_jsonschema", "--builtin-schema", "vendor.github-workflows")
    (used,) = [
        step
        for step in yaml.safe_load(block.text)["jobs"]["monitorgen"]["steps"]
        if "/monitorgen@" in step.get("uses", "")
    ]
    assert used["with"].keys() <= ACTION["inputs"].keys()


@pytest.mark.parametrize("name", ACTION["inputs"])
def test_every_input_of_the_action_is_told(name: str) -> None:
    assert name in (ROOT / "docs/pull-requests.md").read_text(encoding="utf-8")


def test_the_pipeline_gives_the_template_what_it_takes(tmp_path: Path) -> None:
    block = BLOCKS["pipeline"]
    judged(block, tmp_path / ".gitlab-ci.yml", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci")
    (included,) = yaml.safe_load(block.text)["include"]
    assert included["local"] == TEMPLATE
    head = (ROOT / TEMPLATE).read_text(encoding="utf-8").partition("\n---\n")[0]
    assert included["inputs"].keys() <= yaml.safe_load(head)["spec"]["inputs"].keys()


def test_the_hooks_are_there_and_all_of_them_are_told(tmp_path: Path) -> None:
    block = BLOCKS["hooks"]
    judged(block, tmp_path / ".pre-commit-config.yaml", "pre_commit", "validate-config")
    there = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    used = {hook["id"] for hook in yaml.safe_load(block.text)["repos"][0]["hooks"]}
    assert used <= there
    page = (ROOT / "docs/pull-requests.md").read_text(encoding="utf-8")
    assert all(f"| `{hook}` |" in page for hook in there)
