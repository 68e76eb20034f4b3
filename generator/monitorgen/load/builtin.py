"""Built-in types: the catalogue's files, read and expanded like any other, each when an entry first has it."""

from __future__ import annotations

from functools import cache

from monitorgen import resources
from monitorgen.diagnostics import Findings, Origin
from monitorgen.load.expand import expand
from monitorgen.load.sources import BUILT_IN
from monitorgen.load.yaml_events import read_yaml
from monitorgen.spec.service import Type
from monitorgen.spec.shape import model_of
from monitorgen.spec.written import Written


@cache
def type_names() -> tuple[str, ...]:
    """The names of all built-in types, sorted."""
    return tuple(sorted(path.stem for path in resources.catalog().glob("*.yaml")))


@cache
def builtin(name: str) -> Written | None:
    """The built-in type `name`, None if there is none."""
    from monitorgen.catalog import source

    data = source(name)
    if data is None:
        return None
    findings = Findings()
    file = f"{BUILT_IN}catalog/{name}.yaml"
    root = read_yaml(data, file, findings)
    types = root.get("types") if isinstance(root, dict) else None
    raw = types.get(name) if isinstance(types, dict) else None
    origin = Origin(file, ("types", name), "catalog")
    node, _ = expand(raw if raw is not None else {}, model_of(Type), origin, findings)
    if findings.failed or raw is None:
        raise RuntimeError(f"the catalogue's {name} is broken: {[each.message for each in findings]}")
    return Written(node, origin)
