"""The writer of the output as the command line uses it."""

from monitorgen.emit.tree import TreeWriter
from monitorgen.targets.artifact import LISTS, READ_WHOLE


class OutputTree(TreeWriter):
    """A writer that knows which files servers read as a whole, and which list all units."""

    read_whole = READ_WHOLE
    lists = LISTS
