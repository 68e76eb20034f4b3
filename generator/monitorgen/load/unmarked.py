"""YAML files that say nothing of themselves and read like part of a spec: was their first line forgotten?"""

from __future__ import annotations

import re

from monitorgen.diagnostics import Diagnostic, Place

_KEY = re.compile(rb"""^(?!#|[ \t]|-|\.\.\.|%)["']?([^"':\n]*+)["']?[ \t]*:(?=[ \t\r\n]|$)""", re.MULTILINE)
_CONTAINER = re.compile(rb"[ \t{](?:image|build|ports|environment|env_file|volumes|command|depends_on|restart):")
_TYPE = re.compile(rb"[ \t{]type:")


def forgotten(file: str, data: bytes, first_line: str) -> list[Diagnostic]:
    """MG133 for a file all of whose keys are the language's.

    Compose has services, networks and secrets, too: its services have images, ports and the like, and no type.
    """
    from monitorgen.spec.system import System

    found = list(_KEY.finditer(data))
    keys = {each[1].decode("utf-8", errors="replace") for each in found}
    known = {field.alias or name for name, field in System.model_fields.items()} | {"environments"}
    if not keys or not keys <= known or (_CONTAINER.search(data) and not _TYPE.search(data)):
        return []
    said = " and ".join(f"`{key}:`" for key in sorted(keys)[:2]) + (" and more" if len(keys) > 2 else "")
    message = f"the file is no part of the spec, though it says {said}"
    hint = f"begin it with `{first_line}`, or move it out of the specs folder"
    place = Place(file, data.count(b"\n", 0, found[0].start()) + 1, 1)
    return [Diagnostic("MG133", message, place, hint=hint, level="warning", part="key")]
