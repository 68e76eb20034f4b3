"""The output over HTTP, for whoever works on the specs."""
