"""Adapters around the official validators: promtool and amtool."""
