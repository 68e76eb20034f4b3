"""Tokens taken one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.promql import slips
from monitorgen.promql.errors import PromqlError

if TYPE_CHECKING:
    from monitorgen.promql.lexer import Token
    from monitorgen.promql.nodes import Node


class Stream:
    """A text's tokens and how far they have been read."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self._tokens = tokens
        self._position = 0
        self.peek = tokens[0]
        """The next token, which stays until it is taken."""
        self.final = tokens[-1]
        """The token at the end of the text."""

    @property
    def last(self) -> Token:
        """The token that was taken last."""
        return self._tokens[self._position - 1]

    def next(self) -> Token:
        """Take the next token; the end is never passed."""
        token = self.peek
        if token.kind != "end":
            self._position += 1
            self.peek = self._tokens[self._position]
        return token

    def take_mark(self, *marks: str) -> Token | None:
        """Take the next token if it is one of these marks."""
        token = self.peek
        return self.next() if token.kind == "mark" and token.text in marks else None

    def take_word(self, *words: str) -> Token | None:
        """Take the next token if it is one of these words, in any case."""
        return self.next() if self.peek.word in words else None

    def expect(self, mark: str, before: Node | None, opened: Token | None = None) -> Token:
        """Take a mark that must come; `before` is what stands before it, `opened` where its partner is."""
        token = self.take_mark(mark)
        if token is None:
            raise slips.not_closed(self, before, opened)
        return token

    def expect_bracket(self) -> Token:
        """Take the `]` that must end a window."""
        token = self.take_mark("]")
        if token is None:
            found = self.peek
            shown = f"`{found.text}`" if found.text else "the end"
            hint = "a window is one duration, [5m]; a subquery two, [1h:5m]; no sums"
            if found.kind == "name" and self.last.kind == "number":
                hint = f"write it without a blank, with a short unit: [{self.last.text}{found.text[0]}]"
            raise PromqlError(f"{shown} can't stand in a window", hint, found.start)
        return token
