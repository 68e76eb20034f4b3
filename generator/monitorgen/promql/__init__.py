"""PromQL: building, reading and inferring labels, units and ranges; knows no Plan."""
