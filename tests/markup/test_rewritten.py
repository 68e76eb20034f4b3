"""Owners' Markdown inside a page of Markdown: it says the same, and is harmless in programs that show HTML in it."""

from __future__ import annotations

from hypothesis import given
from markdown_it import MarkdownIt

from monitorgen.markup.html import to_html
from monitorgen.markup.rewritten import to_markdown
from tests.support.hostile import ELEMENTS, elements, shown, texts

LENIENT = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

RUNBOOK = """\
Restart
=======
The pool is *never* given back, see [the log](https://a.example/x_(y)) and [below](#or).

1. Look at `pg_stat_activity`:

   ```sh
   psql -c "select 1" | cat   # not `this`
   ```
2. Restart **one** instance.

- first
- second
  - below

| state | means |
|---|:-:|
| idle \\| open | `a|b` |

Or
--
> Wait.
"""


def test_it_says_the_same_below_the_headings_of_the_page() -> None:
    text = to_markdown(RUNBOOK, 3)
    assert to_html(text, 3).split() == to_html(RUNBOOK, 3).split()
    assert text.startswith("### Restart\n\nThe pool is *never* given back, see [the log](<https://a.example/x_(y)>)")
    assert "\n#### Or\n" in text


@given(texts)
def test_it_is_harmless_where_html_is_shown_too(text: str) -> None:
    html = LENIENT.render(to_markdown(text))
    assert {name for name, _ in elements(html)} <= ELEMENTS
    assert 'href="javascript' not in html.lower()


@given(texts)
def test_every_word_is_kept(text: str) -> None:
    before, after = shown(to_html(text)), shown(to_html(to_markdown(text)))
    assert before == after or "```markdown\n" in to_markdown(text)


def test_a_text_that_would_say_something_else_is_shown_as_it_was_written() -> None:
    text = "# Restart&#x202E;\n"  # what is hidden is seen, and gives the heading another id
    assert to_markdown(text) == "```markdown\n# Restart&#x202E;\n```\n"


def test_relative_links_lead_where_they_are_told() -> None:
    assert to_markdown("[x](b.md) [y](c.md)", follow={"b.md": "../pages/b.md"}.get) == "[x](../pages/b.md) y\n"
