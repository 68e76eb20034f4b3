"""The syntax of RE2 as Go reads it, into a small tree; what Go refuses is refused here, too."""

from __future__ import annotations

import re
from itertools import product
from typing import Literal, NoReturn

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.routing.re2_chars import CATEGORIES, PERL, POSIX, Chars, one

Kind = Literal["chars", "assert", "sequence", "choice", "repeat"]
_MOST = 1000
"""The largest count of a repetition, and the deepest nesting."""
_MANY_TEXTS = 256
_LAST_POINT = 0x10FFFF
_GROUP = re.compile(r"\(\?(?:P?<(\w+)>|([imsU]*)(?:(-)([imsU]*))?([:)]))", re.ASCII)
_COUNT = re.compile(r"\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\}", re.ASCII)
_HEX = re.compile(r"\\x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))")
_OCTAL = re.compile(r"\\(0[0-7]{0,2}|[1-7][0-7]{1,2})")
_NAMED = re.compile(r"\\([pP])(?:\{(\^?)([A-Za-z_]*)\}|([A-Za-z]))")
_POSIX = re.compile(r"\[:(\^?)(\w+):\]", re.ASCII)
_CONTROL = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class UnreadableError(ValueError):
    r"""Go refuses the expression, or it names something that is not known here (a script such as `\p{Greek}`)."""


class Assertion(Struct, frozen=True):
    """What has to hold between two characters."""

    kind: Literal["text start", "text end", "line start", "line end", "boundary", "no boundary"]

    def holds(self, text: str, position: int) -> bool:
        """Whether it holds before the character at `position`."""
        match self.kind:
            case "text start":
                return position == 0
            case "text end":
                return position == len(text)
            case "line start":
                return position == 0 or text[position - 1] == "\n"
            case "line end":
                return position == len(text) or text[position] == "\n"
            case "boundary" | "no boundary":
                before = position > 0 and text[position - 1] in _WORD
                after = position < len(text) and text[position] in _WORD
                return (before != after) == (self.kind == "boundary")


class Node(Struct, frozen=True):
    """A part of an expression. `most` None: without an end. Plain text is a sequence of sets of one character."""

    kind: Kind
    parts: tuple[Node, ...] = ()
    chars: Chars | None = None
    assertion: Assertion | None = None
    least: int = 0
    most: int | None = None

    def texts(self) -> set[str] | None:
        """The texts that it stands for, None if they are many or can't be listed."""
        if self.kind == "chars":
            only = self.chars
            if only is None or only.categories or only.inner or only.negated or only.fold or len(only.ranges) != 1:
                return None
            (first, last) = only.ranges[0]
            return {chr(first)} if first == last else None
        if self.kind not in {"sequence", "choice"}:
            return None
        found = [part.texts() for part in self.parts]
        listed = [texts for texts in found if texts is not None]
        if len(listed) < len(found):
            return None
        if self.kind == "choice":
            return set().union(*listed)
        count = 1
        for texts in listed:
            count *= len(texts)
        return {"".join(each) for each in product(*listed)} if count <= _MANY_TEXTS else None


class _Flags(Struct, frozen=True):
    fold: bool = False
    lines: bool = False
    dot_all: bool = False

    def changed(self, letters: str, *, to: bool) -> _Flags:
        made = self
        for letter, name in (("i", "fold"), ("m", "lines"), ("s", "dot_all")):
            made = replace(made, **{name: to}) if letter in letters else made
        return made


_WORD = Chars(PERL["w"])
_ANY = Chars(((0, _LAST_POINT),))
_NOT_A_LINE_BREAK = Chars(((10, 10),), negated=True)


def parsed(pattern: str) -> Node:
    """The tree of an expression. Raises `UnreadableError`."""
    reader = _Reader(pattern)
    node = reader.choice(_Flags(), 0)
    if reader.at < len(pattern):
        reader.refuse("an unexpected `)`")
    return node


class _Reader:
    """Reads one expression from left to right; `at` is the next character."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.at = pattern, 0
        self._names: set[str] = set()

    def refuse(self, why: str) -> NoReturn:
        """Raise what is wrong."""
        raise UnreadableError(f"{self.pattern!r} is no regular expression for Alertmanager: {why}")

    def choice(self, flags: _Flags, depth: int) -> Node:
        """Alternatives up to the end of the group. Flags that are set in one hold in those after it, too."""
        if depth > _MOST:
            self.refuse("it nests too deeply")
        ways: list[list[Node]] = [[]]
        while self.at < len(self.pattern) and self.pattern[self.at] != ")":
            char = self.pattern[self.at]
            if char == "|":
                self.at += 1
                ways.append([])
            elif char == "(":
                flags = self._group(ways[-1], flags, depth)
            elif char in "*+?" or (char == "{" and _COUNT.match(self.pattern, self.at)):
                self._repeat(ways[-1])
            else:
                ways[-1] += self._atoms(flags)
        made = [_sequence(way) for way in ways]
        return made[0] if len(made) == 1 else Node("choice", tuple(made))

    def _group(self, way: list[Node], flags: _Flags, depth: int) -> _Flags:
        inner = flags
        if self.pattern.startswith("(?", self.at):
            match = _GROUP.match(self.pattern, self.at)
            if match is None or (match[5] is not None and match[3] is not None and not match[4]):
                self.refuse("`(?` begins nothing that it knows; it has no lookarounds")
            self.at = match.end()
            if match[1] in self._names:
                self.refuse(f"two groups are called {match[1]!r}")
            self._names |= {match[1]} - {None}
            if match[5] is not None:
                inner = flags.changed(match[2], to=True).changed(match[4] or "", to=False)
            if match[5] == ")":
                return inner
        else:
            self.at += 1
        node = self.choice(inner, depth + 1)
        if self.at >= len(self.pattern):
            self.refuse("a `)` is missing")
        self.at += 1
        way.append(node)
        return flags

    def _repeat(self, way: list[Node]) -> None:
        start = self.at
        least, most = self._count()
        if self.pattern.startswith("?", self.at):
            self.at += 1
        if not way:
            self.refuse(f"`{self.pattern[start]}` has nothing to repeat")
        if self.pattern[self.at : self.at + 1] in {"*", "+", "?"} or _COUNT.match(self.pattern, self.at):
            self.refuse("a repetition is repeated")
        way[-1] = Node("repeat", (way[-1],), least=least, most=most)

    def _count(self) -> tuple[int, int | None]:
        char = self.pattern[self.at]
        if char in "*+?":
            self.at += 1
            return (1 if char == "+" else 0), (1 if char == "?" else None)
        match = _COUNT.match(self.pattern, self.at)
        assert match is not None
        self.at = match.end()
        least = int(match[1])
        most = least if match[2] is None else int(match[3]) if match[3] is not None else None
        if max(least, most or 0) > _MOST or (most is not None and least > most):
            self.refuse(f"`{match[0]}` is no count up to {_MOST}")
        return least, most

    def _atoms(self, flags: _Flags) -> list[Node]:
        """One thing that matches; quoted text is one for each character."""
        char = self.pattern[self.at]
        if self.pattern.startswith("\\Q", self.at):
            end = self.pattern.find("\\E", self.at + 2)
            text = self.pattern[self.at + 2 : end if end >= 0 else None]
            self.at = end + 2 if end >= 0 else len(self.pattern)
            return [Node("chars", chars=one(each, fold=flags.fold)) for each in text]
        if char == "[":
            return [Node("chars", chars=self._class(flags))]
        if char == "\\":
            assertion = {"A": "text start", "z": "text end", "b": "boundary", "B": "no boundary"}
            kind = assertion.get(self.pattern[self.at + 1 : self.at + 2])
            if kind is not None:
                self.at += 2
                return [_assertion(kind)]
            found = self._escape(flags)
            return [Node("chars", chars=one(found, fold=flags.fold) if isinstance(found, str) else found)]
        self.at += 1
        if char == ".":
            return [Node("chars", chars=_ANY if flags.dot_all else _NOT_A_LINE_BREAK)]
        if char in "^$":
            where = "start" if char == "^" else "end"
            return [_assertion(f"line {where}" if flags.lines else f"text {where}")]
        return [Node("chars", chars=one(char, fold=flags.fold))]

    def _escape(self, flags: _Flags) -> str | Chars:
        """What a backslash begins: a character, or a class of them."""
        letter = self.pattern[self.at + 1 : self.at + 2]
        if letter and letter in "dswDSW":
            self.at += 2
            return Chars(PERL[letter.lower()], negated=letter.isupper(), fold=flags.fold)
        if letter and letter in "pP":
            return self._category(flags)
        for form, base in ((_HEX, 16), (_OCTAL, 8)):
            if match := form.match(self.pattern, self.at):
                self.at = match.end()
                point = int(next(digits for digits in match.groups() if digits), base)
                if point > _LAST_POINT:
                    self.refuse(f"`{match[0]}` is no character")
                return chr(point)
        if letter in _CONTROL:
            self.at += 2
            return _CONTROL[letter]
        if not letter or not letter.isascii() or letter.isalnum():
            self.refuse(f"`\\{letter}` is no escape")
        self.at += 2
        return letter

    def _category(self, flags: _Flags) -> Chars:
        match = _NAMED.match(self.pattern, self.at)
        if match is None:
            self.refuse(r"`\p` names no class of characters")
        name = match[3] if match[4] is None else match[4]
        negated = (match[1] == "P") != (match[2] == "^")
        self.at = match.end()
        if name == "Any":
            return Chars(((0, _LAST_POINT),), negated=negated)
        if name not in CATEGORIES:
            self.refuse(f"the class {match[0]} is not known here: only general categories are")
        # "Cn", what is not assigned, is no part of C for RE2.
        names = ("Cc", "Cf", "Co", "Cs") if name == "C" else (name,)
        return Chars(categories=names, negated=negated, fold=flags.fold)

    def _class(self, flags: _Flags) -> Chars:
        """`[...]`: a `]` at its front stands for itself."""
        self.at += 1
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        ranges: list[tuple[int, int]] = []
        inner: list[Chars] = []
        first = True
        while first or not self.pattern.startswith("]", self.at):
            if self.at >= len(self.pattern):
                self.refuse("a `]` is missing")
            first = False
            if match := _POSIX.match(self.pattern, self.at):
                if match[2] not in POSIX:
                    self.refuse(f"`{match[0]}` names no class of characters")
                inner.append(Chars(POSIX[match[2]], negated=bool(match[1]), fold=flags.fold))
                self.at = match.end()
                continue
            low = self._of_class(flags)
            if isinstance(low, Chars):
                inner.append(low)
                continue
            ranges.append(self._range(low, flags))
        self.at += 1
        return Chars(tuple(ranges), inner=tuple(inner), negated=negated, fold=flags.fold)

    def _range(self, low: str, flags: _Flags) -> tuple[int, int]:
        high: str | Chars = low
        if self.pattern.startswith("-", self.at) and self.pattern[self.at + 1 : self.at + 2] not in {"]", ""}:
            self.at += 1
            high = self._of_class(flags)
        if isinstance(high, Chars) or ord(high) < ord(low):
            self.refuse("a range in a class does not go up")
        return ord(low), ord(high)

    def _of_class(self, flags: _Flags) -> str | Chars:
        if self.pattern[self.at] == "\\":
            return self._escape(flags)
        self.at += 1
        return self.pattern[self.at - 1]


def _assertion(kind: str) -> Node:
    known: dict[str, Assertion] = {each.kind: each for each in _ASSERTIONS}
    return Node("assert", assertion=known[kind])


_ASSERTIONS = (
    Assertion("text start"), Assertion("text end"), Assertion("line start"), Assertion("line end"),
    Assertion("boundary"), Assertion("no boundary"),
)  # fmt: skip


def _sequence(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Node("sequence", tuple(parts))
