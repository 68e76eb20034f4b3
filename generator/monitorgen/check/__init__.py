"""One rule, one function, one diagnostic code."""
