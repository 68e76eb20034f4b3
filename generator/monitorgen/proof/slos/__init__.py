"""Proofs of objectives, made from what was meant alone: their alerts, and what is recorded for these.

Alerts are fed with recorded values as they should be (`stories`), so that a story of days takes minutes; what makes
those values has stories of its own, from raw series and from sums of slices (`recordings`).
"""
