"""Spec to Plan: one file a concern; the only package that knows both."""
