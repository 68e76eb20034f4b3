"""Plain sentences, and numbered lists of them, written without the parser: most of what owners say is nothing else.

This is a second reader of Markdown, and a small one. It must write what `to_html` and `to_markdown` write, which read
with the parser; `tests/markup/test_sentences.py` holds it to that. Of a text that may be more it says None.
"""

from __future__ import annotations

import re

from monitorgen.markup.text import in_html, special

_CODE = r"`[!-_a-~](?:[ -_a-~]*[!-_a-~])?`(?!`)"
_WORDS = r"""[A-Za-z0-9 ,;:.?!%()/'"+=-]|[A-Za-z0-9]_(?=[A-Za-z0-9])|<[a-z][a-z0-9]*>"""
SENTENCE = re.compile(rf"""(?:[A-Za-z"'(]|{_CODE})(?:{_WORDS}|{_CODE})*(?<! )""")
"""A line in which only code means anything to Markdown, or looks so: `<value>` is no HTML where there is none."""


def as_html(text: str) -> str | None:
    """The text as HTML."""
    if SENTENCE.fullmatch(text) is not None:
        return f"<p>{_in_html(text)}</p>\n"
    items = _items(text)
    if not items:
        return None
    made = "".join([f"<li>\n{_in_html(each)}\n</li>\n" for each in items])
    return f"<ol>\n{made}</ol>\n"


def as_markdown(text: str) -> str | None:
    """The text as Markdown; it ends with a line's end."""
    if SENTENCE.fullmatch(text) is not None:
        return f"{_in_markdown(text)}\n"
    items = _items(text)
    return "".join([f"{number}. {_in_markdown(each)}\n" for number, each in enumerate(items, start=1)]) or None


def _items(text: str) -> list[str]:
    """The items of a list of sentences, one a line and numbered; none where a text is anything else."""
    items: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        mark, dot, item = line.partition(". ")
        if not dot or mark != str(number) or SENTENCE.fullmatch(item) is None:
            return []
        items.append(item)
    return items


def _in_html(sentence: str) -> str:
    parts = enumerate(sentence.split("`"))
    return "".join([f"<code>{in_html(each)}</code>" if at % 2 else in_html(each) for at, each in parts])


def _in_markdown(sentence: str) -> str:
    return "`".join([each if at % 2 else special(each) for at, each in enumerate(sentence.split("`"))])
