"""Linking: from a spec, as it was written, to the Plan of each environment, as it is meant."""
