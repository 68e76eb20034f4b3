"""Checks: one rule, one function, one code. They judge what linking and compiling made; they change nothing."""
