"""Documents to bytes, and bytes to a tree of files that is never left half written."""
