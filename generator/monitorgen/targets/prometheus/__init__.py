"""Prometheus: its configuration, one scrape file and one rule file a unit."""
