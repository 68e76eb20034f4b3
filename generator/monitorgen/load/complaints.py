"""What the reader says of YAML that parses but is not part of the language: one function a complaint."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yaml.events import AliasEvent, CollectionStartEvent, MappingStartEvent, NodeEvent, ScalarEvent, SequenceStartEvent

from monitorgen.diagnostics import Diagnostic, Origin, Place, Related
from monitorgen.load.events import MAX_ALIASED, MAX_DEPTH, Span, position, span, split_lines
from monitorgen.load.quoting import MAX_LINE, block_value, flow_value, matchers_at, quote_hint, quoted

if TYPE_CHECKING:
    from yaml.events import Event

_GLUED = re.compile(r"\s*(?:-\s+)*([\w.-]+):(?![/:\s])(\S.*)$")
_NAMES_IN_BRACES = re.compile(r"\{([\w\s.-]+(?:,[\w\s.-]+)+)\}")
_COMMENT = re.compile(r"[\s:-]*(#.*)$")
_COMPARED = re.compile(r">=?\s*(\d\S*)$")
_NOTHING = "`{}` takes the defaults, `none` means deliberately nothing"


class Source:
    """A file as complaints speak of it: its name and, once they are asked for, its lines."""

    __slots__ = ("_lines", "file", "text")

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self._lines: list[str] | None = None

    @property
    def lines(self) -> list[str]:
        """The lines without their ends."""
        if self._lines is None:
            self._lines = split_lines(self.text)
        return self._lines

    def line(self, number: int) -> str:
        """A line by its number from 0; empty behind the last one."""
        return self.lines[number] if number < len(self.lines) else ""

    def place(self, event: Event) -> Place:
        """Where an event stands."""
        return span(event, self.lines).place(self.file)

    def between(self, line: int, start: int, end: int) -> Place:
        """A place from line and columns counted from 0; behind the last line it is the end of that."""
        if line >= len(self.lines):
            line = len(self.lines) - 1
            start = end = len(self.line(line))
        return Span(line + 1, start + 1, max(end, start + 1) + 1).place(self.file)


def empty_value(source: Source, value: Event, key: ScalarEvent | None, around: NodeEvent) -> Diagnostic:
    """MG117 for `key:`, `- ` and `{a, b}`; MG109 and MG110 for what only looks like a key without a value."""
    line, column = position(value.start_mark if key is None else key.end_mark)
    if comment := _COMMENT.match(source.line(line), column):
        return _only_a_comment(source, key, line, comment.start(1))
    if key is not None and isinstance(around, MappingStartEvent) and around.flow_style:
        return _empty_in_braces(source, key, around)
    if isinstance(value, NodeEvent) and value.anchor is not None:
        hint = quote_hint(f"&{value.anchor}")
        return Diagnostic("MG117", _without_value(key), source.place(value), label="an anchor of nothing", hint=hint)
    where = source.place(key) if key is not None else source.between(line, max(column - 1, 0), column)
    label = "nothing after the colon" if key is not None else "nothing after the dash"
    return Diagnostic("MG117", _without_value(key), where, label=label, hint=_NOTHING)


def _without_value(key: ScalarEvent | None) -> str:
    return f"`{key.value}` has no value" if key is not None else "an entry of this list is empty"


def _only_a_comment(source: Source, key: ScalarEvent | None, line: int, start: int) -> Diagnostic:
    written = source.line(line)[start:].rstrip()
    hint = f"`#` starts a comment: quote it to mean the text, {quoted(written)}"
    if written[1:2] in ("", " ", "#", "-", "="):
        hint = _NOTHING
    place = source.between(line, start, start + len(written))
    return Diagnostic("MG117", _without_value(key), place, label="only a comment follows", hint=hint)


def _empty_in_braces(source: Source, key: ScalarEvent, around: MappingStartEvent) -> Diagnostic:
    line, column = position(key.start_mark)
    text = source.line(line)
    opened = position(around.start_mark)
    if opened[0] == line and len(text) <= MAX_LINE and (names := _NAMES_IN_BRACES.match(text, opened[1])):
        # The same finding for each of the names, and so told once.
        where = source.between(line, *names.span())
        return Diagnostic("MG117", "a list is written in [ ]", where, hint=f"write [{names[1].strip()}]")
    if not key.style and (matchers := matchers_at(text, column)):
        start, end = matchers
        return Diagnostic(
            "MG109",
            "matchers inside `{ }` need quotes",
            source.between(line, start, end),
            label="read as keys of the `{ }` around it",
            hint=quote_hint(text[start:end]),
        )
    if not key.style and (glued := _GLUED.match(key.value)):
        hint = f"write `{glued[1]}: {glued[2]}`"
        return Diagnostic("MG110", "no space after the colon", source.place(key), hint=hint)
    return Diagnostic(
        "MG117",
        f"`{key.value}` has no value",
        source.place(key),
        hint=f"`{{ }}` holds `key: value`, a list is written in [ ]; {_NOTHING}",
    )


def no_space(source: Source, line: int) -> Diagnostic | None:
    """MG110 for a line that reads `key:value`, counted from 0; None for any other."""
    glued = _GLUED.match(source.line(line)[:MAX_LINE])
    if glued is None:
        return None
    hint = f"write `{glued[1]}: {glued[2].strip()[:40]}`"
    place = source.between(line, glued.start(1), glued.end(1) + 1)
    return Diagnostic("MG110", "no space after the colon", place, hint=hint)


def empty_block(source: Source, event: ScalarEvent) -> Diagnostic:
    """MG117 for a `|` or `>` that no text follows, as in `above: >5`."""
    line, column = position(event.start_mark)
    written = source.line(line)[column:].rstrip()
    hint = quote_hint(written) if len(written) > 1 else "indent the text below it, or write '' for an empty text"
    hint = comparison_hint(written) or hint
    return Diagnostic("MG117", f"no text follows `{event.style}`", source.place(event), hint=hint)


def comparison_hint(written: str) -> str:
    """The hint for `above: > 5s`: the key says the direction already; empty for anything else."""
    compared = _COMPARED.match(written)
    return f"write {compared[1]}: `above:` and `below:` say the direction" if compared else ""


def null(source: Source, event: ScalarEvent) -> Diagnostic:
    """MG118 for `~` and `null`."""
    hint = f"write `none` for deliberately nothing, or {quoted(event.value)} for the text"
    return Diagnostic("MG118", f"`{event.value}` is not a value of this language", source.place(event), hint=hint)


def null_key(source: Source, key: ScalarEvent) -> Diagnostic:
    """MG116 for `~: value`, `null: value` and `: value`."""
    if key.value:
        return Diagnostic(
            "MG116", f"`{key.value}` is not a name", source.place(key), hint=f"write {quoted(key.value)} if it is meant"
        )
    return Diagnostic("MG116", "a key is missing before the colon", source.place(key), hint="write `key: value`")


def duplicate(source: Source, key: ScalarEvent, first: Span | None) -> Diagnostic:
    """MG112 for a key that its map has already, with both places."""
    return Diagnostic(
        "MG112",
        f"`{key.value}` is written twice in this map",
        source.place(key),
        label="written again",
        hint="keep one of them, or put both contents under one key",
        related=(Related(first.place(source.file), "first written here"),) if first is not None else (),
    )


def tag(source: Source, event: ScalarEvent | CollectionStartEvent) -> Diagnostic:
    """MG113 for `!!int 5`, `!secret x`, `!important`."""
    line, column = position(event.start_mark)
    written = re.match(r"(?:&\S+\s+)?(!\S*)", source.line(line)[column:])
    name = written[1] if written else (event.tag or "!")
    start = column + (written.start(1) if written else 0)
    if name in ("!secret", "!env", "!vault"):
        hint = "a secret is written {secret: name}"
    elif isinstance(event, ScalarEvent) and not event.value:
        hint = quote_hint(name)
    else:
        hint = f"leave out `{name}`: the field decides what its value is"
    place = source.between(line, start, start + len(name))
    return Diagnostic("MG113", f"the tag `{name}` is not part of the language", place, hint=hint)


def merge_key(source: Source, key: ScalarEvent) -> Diagnostic:
    """MG114 for `<<: *base`."""
    hint = "share through `types:` and `type:`, which every reader of the spec sees by name"
    return Diagnostic("MG114", "`<<` is not part of the language", source.place(key), hint=hint)


def second_document(source: Source, event: Event) -> Diagnostic:
    """MG115 for a second `---`."""
    hint = "write each into a file of its own; the files of a system are put together"
    return Diagnostic("MG115", "a file holds one document, here begins a second", source.place(event), hint=hint)


def complex_key(source: Source, event: Event, around: NodeEvent) -> Diagnostic:
    """MG116 for a key that is a map, a list or an alias; MG109 for a `{{ ... }}` that YAML takes for that."""
    line, column = position(event.start_mark)
    outer_line, outer = position(around.start_mark)
    text = source.line(line)
    if isinstance(event, MappingStartEvent) and event.flow_style and (outer_line, outer + 1) == (line, column):
        start, end = block_value(text)
        if start != outer:
            start, end = flow_value(text, outer)
        return template(source, line, start, end)
    what = (
        "an alias" if isinstance(event, AliasEvent) else "a map" if isinstance(event, MappingStartEvent) else "a list"
    )
    hint = "a key is a single word or text; quote it if it starts with `[`, `{`, `*` or `?`"
    return Diagnostic("MG116", f"{what} cannot be a key", source.place(event), hint=hint)


def template(source: Source, line: int, start: int, end: int) -> Diagnostic:
    """MG109 for an unquoted `{{ ... }}`, which stands in the text from `start` to `end` (from 0)."""
    return Diagnostic(
        "MG109",
        "a template needs quotes: YAML reads `{{` as two maps",
        source.between(line, start, end),
        hint=quote_hint(source.line(line)[start:end]),
    )


def unknown_alias(source: Source, event: AliasEvent) -> Diagnostic:
    """MG119 for `*name` without an `&name` before it."""
    hint = f"quote it if the text is meant: {quoted(f'*{event.anchor}')}"
    return Diagnostic("MG119", f"no anchor `&{event.anchor}` stands before this alias", source.place(event), hint=hint)


def recursive_alias(source: Source, event: AliasEvent) -> Diagnostic:
    """MG119 for an alias inside the very node that it names."""
    hint = "an alias repeats what is complete, it cannot stand inside its own anchor"
    return Diagnostic("MG119", f"`*{event.anchor}` contains itself", source.place(event), hint=hint)


def too_many_aliased(source: Source, event: AliasEvent) -> Diagnostic:
    """MG120 for aliases of aliases that multiply."""
    message = f"the aliases of this file stand for more than {MAX_ALIASED:,} values"
    hint = "share through `types:`, which costs nothing"
    return Diagnostic("MG120", message, source.place(event), label="the bound is passed here", hint=hint)


def too_deep(source: Source, event: Event) -> Diagnostic:
    """MG121 for nesting beyond the bound."""
    message = f"nested deeper than {MAX_DEPTH} levels"
    line, column = position(event.start_mark)
    return Diagnostic("MG121", message, source.between(line, column, column + 1), hint="is a bracket never closed?")


def not_a_map(source: Source, event: Event) -> Diagnostic:
    """MG105 for a file that is a list or a text; MG110 where only a space is missing."""
    glued = no_space(source, position(event.start_mark)[0])
    if isinstance(event, ScalarEvent) and not event.style and glued is not None:
        return glued
    what = "a list" if isinstance(event, SequenceStartEvent) else "a text"
    message = f"a spec file is a map of `key: value`, this is {what}"
    return Diagnostic("MG105", message, source.place(event), hint="begin it with `monitorgen: v1`")


def no_content(source: Source) -> Diagnostic:
    """MG104 for a file with nothing in it but blanks and comments."""
    hint = "write `monitorgen: v1` and what it is to say, or delete the file"
    return Diagnostic("MG104", "the file is empty", Place(source.file, 1, 1), hint=hint)


def directive(source: Source, line: int) -> Diagnostic:
    """MG122 for `%YAML 1.1` and `%TAG`."""
    written = source.line(line).rstrip()
    hint = "delete the line: specs are read as YAML 1.2, without tags"
    place = source.between(line, 0, len(written))
    return Diagnostic("MG122", f"the directive `{written[:40]}` is not part of the language", place, hint=hint)


def too_many(source: Source) -> Diagnostic:
    """MG123 where reading stops because of the sheer number of errors."""
    return Diagnostic("MG123", "too many errors in this file; the rest of it was not read", Origin(source.file))
