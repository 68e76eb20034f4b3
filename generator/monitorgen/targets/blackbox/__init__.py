"""The blackbox exporter: its modules."""
