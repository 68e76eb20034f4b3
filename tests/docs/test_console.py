"""Console sessions in pages are run again, and say what is printed now."""

from __future__ import annotations

from generated_docs.console import refreshed

PAGE = """\
Words stay.

```console
$ printf 'a\\nb\\nc\\n'
{first}```

More words.

```console
$ mkdir shop && cd shop
$ basename "$PWD"; echo told >&2
{second}```
"""


def test_what_is_printed_takes_the_place_of_what_stands_there() -> None:
    stale = PAGE.format(first="old\n", second="")
    assert refreshed(stale) == PAGE.format(first="a\nb\nc\n", second="shop\ntold\n")


def test_a_page_that_is_up_to_date_stays_as_it_is() -> None:
    fresh = PAGE.format(first="a\nb\nc\n", second="shop\ntold\n")
    assert refreshed(fresh) == fresh


def test_lines_that_a_page_leaves_out_may_be_anything() -> None:
    short = PAGE.format(first="a\n...\n", second="shop\ntold\n")
    assert refreshed(short) == short


def test_what_stands_around_them_must_still_be_printed() -> None:
    wrong = PAGE.format(first="...\nz\n", second="shop\ntold\n")
    assert refreshed(wrong) == PAGE.format(first="a\nb\nc\n", second="shop\ntold\n")


def test_the_command_line_is_at_hand() -> None:
    page = "```console\n$ monitorgen explain\n```\n"
    assert "name a code, such as MG214" in refreshed(page)
