"""Adapters around the official validators: promtool, amtool and docker-compose."""
