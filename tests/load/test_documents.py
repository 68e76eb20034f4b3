"""Documents: files relative to the spec that names them, links, and blocks of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from monitorgen.diagnostics import Findings
from monitorgen.load.discover import find_systems
from monitorgen.load.referred import named_texts
from monitorgen.load.system import load_system
from tests.link.made import whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from monitorgen.spec.written import Spec


def runbook(folder: Path, said: str) -> tuple[object, list[str]]:
    (folder / "pay" / "docs").mkdir(parents=True)
    (folder / "pay" / "docs" / "api.md").write_text("# API\n")
    (folder / "system.yaml").write_text(whole(""))
    spec = {"monitorgen": "v1", "services": {"api": {"port": 1, "runbook": said}}}
    (folder / "pay" / "api.yaml").write_text(yaml.safe_dump(spec))
    findings = Findings()
    (system,) = find_systems(folder, findings)
    made = load_system(system, findings)
    node = made.collections["services"]["api"].node if made is not None else None
    return node["runbook"] if isinstance(node, dict) else None, [each.code for each in findings]


def test_a_file_is_found_beside_the_spec_and_told_relative_to_the_system(tmp_path: Path) -> None:
    assert runbook(tmp_path, "docs/api.md") == ("pay/docs/api.md", [])


def test_links_and_blocks_stay_as_they_are(tmp_path: Path) -> None:
    assert runbook(tmp_path / "a", "https://example.org/x") == ("https://example.org/x", [])
    assert runbook(tmp_path / "b", "Restart it.\nThen wait.\n") == ("Restart it.\nThen wait.\n", [])


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert runbook(tmp_path, "docs/apy.md") == (None, ["MG174"])


def read(folder: Path, spec: Mapping[str, object], **files: bytes) -> tuple[Spec | None, list[str]]:
    """What a system becomes whose `pay/api.yaml` says `spec`, and what is told of it; `__` in a name is a `/`."""
    (folder / "pay").mkdir(parents=True)
    said = "".join(line for line in whole("").splitlines(keepends=True) if line.partition(":")[0] not in spec)
    (folder / "system.yaml").write_text(said)
    (folder / "pay" / "api.yaml").write_text(yaml.safe_dump({"monitorgen": "v1", **spec}))
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_md", ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    findings = Findings()
    (system,) = find_systems(folder, findings)
    return load_system(system, findings), [f"{each.code} {each.message}" for each in findings]


def test_a_runbook_is_called_by_its_name(tmp_path: Path) -> None:
    spec = {"services": {"api": {"port": 1, "runbook": "down"}}}
    made, told = read(tmp_path, spec, pay__runbooks__down_md=b"# Down\n")
    assert told == []
    assert made is not None
    assert made.documents == {"pay/runbooks/down.md": "# Down\n"}


def test_a_name_that_no_runbook_has_is_told_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "specs" / "pay" / "runbooks").mkdir(parents=True)
    (tmp_path / "specs" / "pay" / "runbooks" / "database.md").write_text("x")
    (tmp_path / "specs" / "system.yaml").write_text(whole(""))
    (tmp_path / "specs" / "pay" / "api.yaml").write_text(
        "monitorgen: v1\nservices: {api: {port: 1, runbook: databse}}\n"
    )
    findings = Findings()
    (system,) = find_systems(tmp_path / "specs", findings)
    assert load_system(system, findings) is None
    (told,) = findings
    assert (told.code, told.hint) == ("MG174", "did you mean pay/runbooks/database.md?")


def test_texts_are_read_wherever_an_alert_an_objective_a_patch_or_the_root_names_them(tmp_path: Path) -> None:
    spec: dict[str, object] = {
        "docs": {"pages": {"On call": "oncall.md", "Wiki": "https://wiki.example.org"}},
        "alerts": {"A": {"expr": "up == 0", "for": "1m", "severity": "warning", "unproven": "x", "runbook": "a"}},
        "services": {
            "api": {
                "port": 1,
                "slos": {"availability": {"objective": "99%", "runbook": "slo.md"}},
                "environments": {"production": {"runbook": "b"}},
            }
        },
        "types": {"t": {"kind": "service", "runbook": "t.md"}},
    }
    files = {f"pay__{name}_md": name.encode() for name in ("oncall", "runbooks__a", "runbooks__b", "slo", "t")}
    made, told = read(tmp_path, spec, **files)
    assert told == []
    assert made is not None
    assert sorted(made.documents) == [
        "pay/oncall.md",
        "pay/runbooks/a.md",
        "pay/runbooks/b.md",
        "pay/slo.md",
        "pay/t.md",
    ]


def test_a_list_of_pages_names_files(tmp_path: Path) -> None:
    made, told = read(tmp_path, {"docs": {"pages": ["oncall.md"]}}, pay__oncall_md="# Wer hilft? \u00fc\n".encode())
    assert told == []
    assert made is not None
    assert made.documents == {"pay/oncall.md": "# Wer hilft? \u00fc\n"}
    assert read(tmp_path / "2", {"docs": {"pages": ["../../etc/passwd"]}})[1][0].startswith("MG173")


def test_what_is_no_text_or_too_much_of_it_is_told(tmp_path: Path) -> None:
    spec = {"services": {"api": {"port": 1, "runbook": "r.md"}}}
    assert read(tmp_path / "1", spec, pay__r_md=b"\xff\xfe")[1] == ["MG175 pay/r.md is not UTF-8: byte 0 is none of it"]
    assert read(tmp_path / "2", spec, pay__r_md=b"x" * 1_000_001)[1] == ["MG103 pay/r.md is larger than 1 MB"]


def test_who_names_a_text_is_told(tmp_path: Path) -> None:
    spec = {"services": {"api": {"port": 1, "runbook": "down"}}, "docs": {"pages": {"On call": "oncall.md"}}}
    made, _ = read(tmp_path, spec, pay__runbooks__down_md=b"# Down\n", pay__oncall_md=b"x")
    assert made is not None
    assert named_texts(made) == {"pay/oncall.md": "pay/api.yaml: docs", "pay/runbooks/down.md": "pay/api.yaml: runbook"}
