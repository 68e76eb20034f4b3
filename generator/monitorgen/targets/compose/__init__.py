"""Compose: one compose.yaml for the whole stack, what it has to be told, and how to run it."""
