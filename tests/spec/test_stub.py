"""The stubs that editors read are those of the models: `scripts/write-stubs` writes them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import monitorgen
from monitorgen.spec import python
from monitorgen.spec.stub import model_shapes, package_stub, python_stub

PACKAGE = Path(monitorgen.__file__).parent

SPEC = """
from monitorgen import Alert, Service, Spec, none, secret

slow = Alert(p95="http", above={"warning": "2s"}, for_="5m")
shop = Service(port=8080, alerts={"Slow": slow, "Late": none, "Low": {"for": 1}}, scrape={"path": "/m"}, type=["web"])
spec = Spec(services={"shop": shop}, deploy="compose", secrets={"pg": {}})
secret("pg")
Service(prot=1)
Service(team=[1])
Spec(services={"shop": slow})
"""


def test_every_model_of_the_language_is_a_word() -> None:
    assert {*python.CLASSES, "System"} == set(model_shapes()), "put the model into CLASSES of spec/python.py"


def test_the_published_stubs_are_those_of_the_models() -> None:
    message = "run scripts/write-stubs"
    assert (PACKAGE / "spec" / "python.pyi").read_text(encoding="utf-8") == python_stub(), message
    assert (PACKAGE / "__init__.pyi").read_text(encoding="utf-8") == package_stub(), message


@pytest.mark.slow
def test_a_type_checker_knows_the_fields(tmp_path: Path) -> None:
    (tmp_path / "spec.py").write_text(SPEC)
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={tmp_path}", "spec.py"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    told = [line.split(" ", 1) for line in result.stdout.splitlines() if " error: " in line]
    assert [place for place, _ in told] == ["spec.py:8:", "spec.py:9:", "spec.py:10:"], result.stdout
    assert 'keyword argument "prot"' in told[0][1]
