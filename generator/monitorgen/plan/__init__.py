"""The Plan: what a system means, before any target's format. Pure, frozen data, read by everything to its right."""
