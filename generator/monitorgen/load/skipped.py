"""Which files and folders below the specs folder are no part of the specs, by their names."""

_SKIPPED = frozenset({"node_modules", "__pycache__"})
_SKIPPED_AT_THE_TOP = frozenset({"out"})


def is_skipped(name: str, *, at_the_top: bool) -> bool:
    """Whether what bears this name, directly in the specs folder or further down, is no part of the specs."""
    return name.startswith(".") or name in _SKIPPED or (at_the_top and name in _SKIPPED_AT_THE_TOP)
