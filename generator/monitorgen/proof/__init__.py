"""Proofs: for each alert, from what its owner meant, series over time and what has to be told when.

Nothing here looks at the PromQL that an alert became or at the routes that carry it: a proof that was derived from the
thing it proves could not fail. Prometheus's own promtool judges.
"""
