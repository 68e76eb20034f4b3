"""Nodes that have required fields; linking checks them once all layers are merged."""

from typing import ClassVar

from monitorgen.spec.base import Node


class Demanding(Node):
    """A node of which some fields must be given in the end. Names are the written ones."""

    NEEDS: ClassVar[tuple[frozenset[str], ...]] = ()
    """Of each of these sets at least one field must be given."""
    EITHER: ClassVar[tuple[frozenset[str], ...]] = ()
    """Of each of these sets at most one field may be given."""
