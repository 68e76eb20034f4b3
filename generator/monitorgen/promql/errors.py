"""What is said of text that is not PromQL."""

from __future__ import annotations


class PromqlError(ValueError):
    """Text that cannot be read: `str(error)` says why, `hint` what to write, `position` where in the text (or None)."""

    def __init__(self, message: str, hint: str = "", position: int | None = None) -> None:
        super().__init__(message)
        self.hint = hint
        self.position = position
