"""Files of a rehearsal: those of production, less what tells of its times, with nothing changed but times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from monitorgen.emit.yaml import dump
from monitorgen.targets.artifact import Artifact
from monitorgen.targets.rehearsal.files import mark, rehearsed
from monitorgen.targets.rehearsal.pace import Pace, TooFastError
from monitorgen.targets.rehearsal.reading import read
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.document import Json

ENVIRONMENTS = sorted(path.parent for path in (ROOT / "out").glob("*/*/plan"))


def files(folder: Path) -> dict[str, str]:
    """What is committed of an environment."""
    found = (path for path in folder.rglob("*") if path.is_file() and "plan" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in found}


def faster(path: str, text: str, factor: int = 60) -> str:
    (artifact,) = rehearsed([Artifact(path, text)], Pace(factor))
    return artifact.data


@pytest.mark.parametrize("folder", ENVIRONMENTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_yaml_read_back_is_written_as_it_was(folder: Path) -> None:
    of_yaml = [
        text for path, text in files(folder).items() if path.endswith((".yml", ".yaml")) and "/tests/" not in path
    ]
    assert len(of_yaml) > 10
    for text in of_yaml:
        head, document = read(text)
        assert dump(document, comment=head) == text


@pytest.mark.slow
@pytest.mark.parametrize("folder", ENVIRONMENTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_only_times_differ_and_the_file_says_so(folder: Path) -> None:
    before = files(folder)
    made = {each.path: each.data for each in rehearsed((Artifact(*each) for each in before.items()), Pace(60))}
    gone = before.keys() - made.keys()
    assert gone == {path for path in before if path.startswith(("prometheus/tests/", "alertmanager/routes/"))}
    changed = {path for path in made if made[path] != before[path]}
    assert {"prometheus/prometheus.yml", "alertmanager/alertmanager.yml"} <= changed
    kept = ("grafana/", "alertmanager/templates/", "blackbox/", "README.md", ".env")
    assert not {path for path in changed if path.startswith(kept)}
    for path in changed:
        assert "# A rehearsal: times are divided by 60. Not for production.\n" in made[path]
        old, new = yaml.safe_load(before[path]), yaml.safe_load(made[path])
        assert shape(old) == shape(new) or path == "compose.yaml"


def shape(node: object) -> object:
    """A document without the values that may be times: those of the keys, and digits of expressions."""
    if isinstance(node, dict):
        return {key: ... if _is_time(str(key)) else shape(value) for key, value in node.items()}
    return [shape(each) for each in node] if isinstance(node, list) else node


def _is_time(key: str) -> bool:
    return key in {"for", "keep_firing_for", "interval", "expr"} or key.endswith(
        ("_interval", "_timeout", "_wait", "_interval__", "_timeout__")
    )


def test_prometheus_in_a_container_tells_of_its_alerts_more_often() -> None:
    command = ["--config.file=/etc/prometheus/prometheus.yml", "--rules.alert.resend-delay=2m"]
    services = {"prometheus": {"command": command}, "other": {"command": ["--config.file=/etc/x.yml"]}, "shell": {}}
    made = yaml.safe_load(faster("compose.yaml", dump({"services": services})))["services"]
    assert made["prometheus"]["command"] == [command[0], "--rules.alert.resend-delay=2s"]
    assert made["other"] == services["other"]


def test_times_in_labels_annotations_and_receivers_stay() -> None:
    rule: dict[str, Json] = {
        "alert": "A",
        "expr": "x > 1",
        "for": "10m",
        "labels": {"interval": "5m"},
        "annotations": {"for": "5m"},
    }
    rules = dump({"groups": [{"name": "a", "interval": "1m", "rules": [rule]}]})
    (group,) = yaml.safe_load(faster("prometheus/rules/a.yml", rules))["groups"]
    assert group == {"name": "a", "interval": "1s", "rules": [{**rule, "for": "10s"}]}
    receivers: list[Json] = [{"name": "a", "webhook_configs": [{"url": "http://a", "timeout": "30s"}]}]
    config = dump({"global": {"resolve_timeout": "5m"}, "route": {"receiver": "a"}, "receivers": receivers})
    made = yaml.safe_load(faster("alertmanager/alertmanager.yml", config))
    assert made == {"global": {"resolve_timeout": "5s"}, "route": {"receiver": "a"}, "receivers": receivers}


def tree(first: str, *later: str) -> str:
    steps: list[dict[str, Json]] = [
        {"receiver": f"after-{wait}", "group_wait": wait, "continue": True} for wait in later
    ]
    children: list[dict[str, Json]] = [{"receiver": "first", "continue": True}, *steps]
    children[-1].pop("continue")
    below: list[Json] = [{"receiver": "a", "routes": children}]
    route: dict[str, Json] = {"receiver": "a", "group_wait": first, "routes": below}
    return dump({"global": {}, "route": route})


def test_steps_of_an_escalation_stay_apart() -> None:
    faster("alertmanager/alertmanager.yml", tree("30s", "15m", "1h"), 400)
    with pytest.raises(TooFastError, match="15m"):
        faster("alertmanager/alertmanager.yml", tree("30s", "15m", "1h"), 500)
    apart: list[Json] = [{"receiver": "a", "group_wait": "10s"}, {"receiver": "b", "group_wait": "30s"}]
    faster("alertmanager/alertmanager.yml", dump({"global": {}, "route": {"receiver": "a", "routes": apart}}), 500)


def test_the_mark_says_what_was_done() -> None:
    text = mark(Pace(60)).data
    assert "`monitorgen build --faster 60`" in text
    assert "divided by 60" in text
