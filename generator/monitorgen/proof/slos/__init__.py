"""Proofs of the alerts of objectives, made from the objective alone: what is recorded of it is fed as it should be."""
