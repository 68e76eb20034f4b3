"""monitorgen compiles specs of services, SLOs, teams and channels into a checked monitoring stack.

A spec in Python takes its words from here: `from monitorgen import Service, Spec, secret`. They are made when they are
asked for; what editors and type checkers know of them stands in `__init__.pyi`.
"""

from __future__ import annotations

_SMALL_WORDS = ("none", "secret")
"""The words that begin with a small letter, as modules do."""


def __getattr__(name: str) -> object:
    # `from monitorgen import pipeline` asks here before it looks for a module of that name.
    if name[:1].isupper() or name in _SMALL_WORDS:
        from monitorgen.spec import python

        if name in python.WORDS:
            return getattr(python, name)
    raise AttributeError(f"module 'monitorgen' has no attribute {name!r}")


def __dir__() -> list[str]:
    from monitorgen.spec import python

    return sorted({*globals(), *python.WORDS})
