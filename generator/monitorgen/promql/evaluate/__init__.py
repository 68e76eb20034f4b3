"""Values of expressions over series that are at hand, as Prometheus would give them.

    expression + Store --evaluate at a moment--> Vector | float

It proposes, Prometheus judges: whoever needs certainty asks promtool. What is not evaluated here (native histograms,
experimental functions) raises `NotEvaluatedError`, never gives a guess. Semantics: prometheus.io/docs/prometheus/
latest/querying, and the functions of promql/functions.go of release 3.
"""
