"""Every field of the language's integrations is one that Alertmanager reads, by the name that we write it under."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from monitorgen.spec.http_client import HttpConfig
from monitorgen.spec.integrations import INTEGRATIONS
from monitorgen.spec.raw_integrations import RAW_INTEGRATIONS
from monitorgen.spec.secret_ref import SecretRef
from monitorgen.spec.shape import Choice, ModelOf, model_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from monitorgen.spec.base import Node
    from tests.support.tools import FindTool


def written(model: type[Node]) -> Iterator[str]:
    """The names under which Alertmanager gets the fields of a model."""
    for name, shape in model_of(model).fields.items():
        forms = list(shape.forms.values()) if isinstance(shape, Choice) else [shape]
        for form in forms:
            secret = isinstance(form, ModelOf) and form.model is SecretRef
            yield f"{name}_file" if secret else name


def unknown(program: Path, folder: Path, kind: str, names: Iterable[str], *inside: str) -> list[str]:
    """The names that amtool doesn't know as fields of an integration, or of the map that `inside` leads to."""
    body = ", ".join(f"{name}: {{odd: {{}}}}" for name in names)
    for each in reversed(inside):
        body = f"{each}: {{{body}}}"
    path = folder / "alertmanager.yml"
    path.write_text(f"{{route: {{receiver: a}}, receivers: [{{name: a, {kind}_configs: [{{{body}}}]}}]}}")
    done = subprocess.run([program, "check-config", path], capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert "unmarshal errors" in said, said
    return [name for name in names if f"field {name} not found" in said]


@pytest.mark.parametrize("kind", INTEGRATIONS)
def test_alertmanager_knows_every_typed_field(kind: str, tmp_path: Path, find_tool: FindTool) -> None:
    names = list(written(INTEGRATIONS[kind]))
    assert not unknown(find_tool("amtool"), tmp_path, kind, names)
    assert unknown(find_tool("amtool"), tmp_path, kind, [*names, "odd"]) == ["odd"]


@pytest.mark.parametrize("kind", RAW_INTEGRATIONS)
def test_alertmanager_knows_every_raw_field(kind: str, tmp_path: Path, find_tool: FindTool) -> None:
    table = RAW_INTEGRATIONS[kind]
    names = [f"{name}_file" if name in table.secrets else name for name in table.fields]
    assert not unknown(find_tool("amtool"), tmp_path, kind, [*names, "http_config", "send_resolved"])
    assert {name for need in table.needs for name in need} <= {*table.fields, "http_config"}


@pytest.mark.parametrize("inside", ["http_config", "oauth2", "tls_config"])
def test_alertmanager_knows_every_field_of_its_http_client(inside: str, tmp_path: Path, find_tool: FindTool) -> None:
    shape = model_of(HttpConfig) if inside == "http_config" else model_of(HttpConfig).fields[inside]
    assert isinstance(shape, ModelOf)
    path = dict.fromkeys(("http_config", inside))
    assert not unknown(find_tool("amtool"), tmp_path, "webhook", list(written(shape.model)), *path)
    assert unknown(find_tool("amtool"), tmp_path, "webhook", ["strange"], *path) == ["strange"]
