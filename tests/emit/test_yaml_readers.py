"""Whatever monitorgen writes as YAML is what PyYAML (YAML 1.1) and Go's yaml (inside promtool) read."""

from __future__ import annotations

import random
import string
import subprocess
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import yaml as pyyaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitorgen.emit import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from monitorgen.document import Json

# fmt: off
WORDS = [
    "yes", "No", "on", "OFF", "y", "N", "true", "False", "null", "~", "=", "<<", "none", "nan", ".inf", ".NaN",
    "inf", "0", "-1", "1_000", "0x1F", "0o17", "017", "0b1", "1e3", "1.5", ".5", "5.", "22:22", "2026-01-31",
    "2026-01-31 10:00:00", "5m", "1h30m", "a", "A", "_", "service", "http://a:80/x", "../x", "sum by (job) (up)",
    'up{job=~"a|b"}', "{{ $labels.x }}", "Größe", "日本語",
]
INDICATORS = [
    "-", "?", ":", ",", "[", "]", "{", "}", "#", "&", "*", "!", "|", ">", "'", '"', "%", "@", "`", "\\", "/", ".",
    "(", "$", ": ", " #", "- ", "? ", "---", "...", "\n---\n", "\n...\n", "''", '\\"', "\\n", "\\x41", "!!str ",
    "<<: ", "|-\n", ">\n",
]
BLANKS = [
    "", " ", "  ", "\t", "\n", "\n\n", " \n", "\n ", "\n\t", "\r", "\r\n", "\x0b", "\x0c", "\xa0", "\u3000",
    "\u2003",
]
UNSEEN = [
    "\x00", "\x07", "\x1b", "\x1f", "\x7f", "\x80", "\x85", "\x9f", "\xad", "\u200b", "\u200d", "\u200e", "\u2028",
    "\u2029", "\u202e", "\u2066", "\u2069", "\ufe0f", "\ufeff", "\ufffd", "\ufffe", "\uffff", "\ufdd0", "\ue000",
    "\ud7ff", "\U0001f525", "\U0001ffff", "\U000e0041", "\U000fffff", "\U0010fffd", "\U0010ffff", "e\u0301",
    "\u0301",
]
# fmt: on
PIECES = [*WORDS, *INDICATORS, *BLANKS, *UNSEEN]

characters = st.characters(exclude_categories=["Cs"])
pieces = st.sampled_from(PIECES) | st.text(characters, max_size=8)
short_texts = st.lists(pieces, max_size=5).map("".join)
long_texts = st.builds(lambda piece, times: piece * times, short_texts, st.integers(20, 200))
texts = st.one_of(*[short_texts] * 9, long_texts)
decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12)
scalars: st.SearchStrategy[Json] = st.one_of(texts, texts, st.integers(), st.booleans(), st.none(), decimals)
documents: st.SearchStrategy[Json] = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)


def as_read(value: Json) -> object:
    """What a reader that knows binary floats only makes of `value`."""
    if isinstance(value, dict):
        return {key: as_read(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_read(item) for item in value]
    if isinstance(value, Decimal):
        return float(value) if "." in f"{value:f}" else int(value)
    return value


def check_round_trip(document: Json) -> None:
    written = yaml.dump(document)
    for loader in (pyyaml.SafeLoader, pyyaml.CSafeLoader):
        # repr, because True == 1 == 1.0 and it tells the order of keys
        assert repr(pyyaml.load(written, loader)) == repr(as_read(document))
    written.encode()
    assert "\r" not in written
    assert "\t" not in written
    assert not any(line.endswith(" ") for line in written.split("\n"))
    assert written == yaml.dump(document)


@pytest.mark.slow
@given(documents)
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_random_documents_come_back_from_pyyaml(document: Json) -> None:
    check_round_trip(document)


def random_text(chance: random.Random) -> str:
    text = "".join(chance.choices(PIECES, k=chance.randint(0, 5)))
    if chance.random() < 0.3:
        text += "".join(
            chr(chance.choice([chance.randrange(0xD800), chance.randrange(0xE000, 0x110000)])) for _ in "ab"
        )
    return text * chance.randint(20, 200) if chance.random() < 0.01 else text


def random_document(chance: random.Random, depth: int) -> Json:
    kind = chance.random()
    if depth and kind < 0.25:
        return [random_document(chance, depth - 1) for _ in range(chance.randint(0, 4))]
    if depth and kind < 0.6:
        return {random_text(chance): random_document(chance, depth - 1) for _ in range(chance.randint(0, 4))}
    if kind < 0.9:
        return random_text(chance)
    number = chance.randint(-(10**12), 10**12)
    return chance.choice([number, Decimal(number).scaleb(-chance.randint(0, 15)), True, False, None])


@pytest.mark.slow
def test_twenty_thousand_random_documents_come_back_from_pyyaml() -> None:
    """By plain chance: hypothesis, which shrinks what it finds, takes ten times as long for as many."""
    chance = random.Random(20_260_131)
    for _ in range(20_000):
        check_round_trip({random_text(chance): random_document(chance, 3)})


@pytest.mark.parametrize("first", PIECES)
def test_every_pair_of_awkward_pieces_comes_back_from_libyaml(first: str) -> None:
    texts = {f"{first}{second}" for second in PIECES}
    document: Json = [{text: text for text in sorted(texts)}, sorted(texts)]
    assert pyyaml.load(yaml.dump(document), pyyaml.CSafeLoader) == document


@given(st.text(characters, max_size=40), st.text(characters, max_size=10))
@settings(max_examples=300)
def test_no_comment_reaches_into_the_document(comment: str, key: str) -> None:
    written = yaml.dump({key: 1}, comment=comment)
    assert pyyaml.load(written, pyyaml.CSafeLoader) == {key: 1}
    assert written.endswith(yaml.dump({key: 1}))


def awkward_texts(count: int) -> list[str]:
    """Every piece, alone and between letters, and random rows of pieces; the same ones in every run."""
    chance = random.Random(20_260_131)
    found = dict.fromkeys([*PIECES, *(f"a{piece}b" for piece in PIECES)])
    while len(found) < count:
        found["".join(chance.choices(PIECES, k=chance.randint(2, 6)))] = None
    return list(found)


def spelled_out(text: str) -> str:
    """`text` as YAML that leaves nothing to judge: each character by its number."""
    return '"' + "".join(f"\\U{ord(character):08X}" for character in text) + '"'


def spelled_out_map(pairs: Mapping[str, str], pad: str) -> str:
    return "".join(f"{pad}? {spelled_out(key)}\n{pad}: {spelled_out(value)}\n" for key, value in pairs.items())


def not_a_template(text: str) -> str:
    return text.replace("{{", '{{ "{{" }}')


def promtool_reads(
    promtool: Path, folder: Path, written: str, labels: Mapping[str, str], annotations: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """The verdict of promtool on whether the alert A of the rule file `written` has these labels and annotations."""
    case = (
        "rule_files: [rules.yml]\n"
        "tests:\n"
        "  - interval: 1m\n"
        "    alert_rule_test:\n"
        "      - alertname: A\n"
        "        eval_time: 1m\n"
        "        exp_alerts:\n"
        f"          - exp_labels:\n{spelled_out_map(labels, '              ')}"
        f"            exp_annotations:\n{spelled_out_map(annotations, '              ')}"
    )
    (folder / "rules.yml").write_text(written, encoding="utf-8", newline="")
    (folder / "test.yml").write_text(case, encoding="ascii", newline="")
    return subprocess.run(
        [promtool, "test", "rules", "test.yml"], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


def rule_file(labels: Mapping[str, str], annotations: Mapping[str, str]) -> Json:
    alert: Json = {
        "alert": "A",
        "expr": "vector(1)",
        "labels": labels,
        "annotations": {key: not_a_template(text) for key, text in annotations.items()},
    }
    return {"groups": [{"name": "awkward", "rules": [alert]}]}


def keys_of(texts: Iterable[str]) -> dict[str, str]:
    """Label names of all kinds; those with `__` and the empty one are not for rules to give."""
    return {text: "x" for text in texts if text and not text.startswith("__")}


def test_promtool_reads_every_awkward_text_as_it_was_given(find_tool: Callable[[str], Path], tmp_path: Path) -> None:
    texts = awkward_texts(4000)
    labels = keys_of([*texts, "k" * 1024, "k" * 1025, "ä" * 5000])
    annotations = {f"a{number}": text for number, text in enumerate([*texts, "long " * 20_000])}
    verdict = promtool_reads(
        find_tool("promtool"), tmp_path, yaml.dump(rule_file(labels, annotations)), labels, annotations
    )
    assert verdict.returncode == 0, (verdict.stdout + verdict.stderr)[:5000]


def test_promtool_reads_what_stands_in_a_row_as_it_was_given(find_tool: Callable[[str], Path], tmp_path: Path) -> None:
    among = [text for each in string.printable for text in (each, f"a{each}", f"a{each}b", f"{each}b", f"a{each} b")]
    texts = [each for each in [*awkward_texts(2000), *among] if len(each) < 300]
    labels = keys_of(texts)
    annotations = {f"a{number}": text for number, text in enumerate(texts)}
    written = yaml.flow(rule_file(labels, annotations))
    verdict = promtool_reads(find_tool("promtool"), tmp_path, written, labels, annotations)
    assert verdict.returncode == 0, (verdict.stdout + verdict.stderr)[:5000]


@pytest.mark.parametrize("spoilt", ["label", "annotation"])
def test_promtool_would_tell_a_text_that_came_out_changed(
    spoilt: str, find_tool: Callable[[str], Path], tmp_path: Path
) -> None:
    labels, annotations = {"a b": "x"}, {"a0": "on\n"}
    written = yaml.dump(rule_file(labels, annotations))
    assert promtool_reads(find_tool("promtool"), tmp_path, written, labels, annotations).returncode == 0
    changed = written.replace("a b: x", "a  b: x") if spoilt == "label" else written.replace("a0: |", "a0: |-")
    assert changed != written
    assert promtool_reads(find_tool("promtool"), tmp_path, changed, labels, annotations).returncode == 1
