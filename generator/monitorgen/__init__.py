"""monitorgen compiles specs of services, SLOs, teams and channels into a checked monitoring stack.

A spec in Python takes its words from here: `from monitorgen import Service, Spec, secret`. They are made when they are
asked for; what editors and type checkers know of them stands in `__init__.pyi`.
"""

from __future__ import annotations


def __getattr__(name: str) -> object:
    from monitorgen.spec import python

    if name not in python.WORDS:
        raise AttributeError(f"module 'monitorgen' has no attribute {name!r}")
    return getattr(python, name)


def __dir__() -> list[str]:
    from monitorgen.spec import python

    return sorted({*globals(), *python.WORDS})
