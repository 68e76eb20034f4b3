"""The machine's archives out of apt's source lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from debian_tools.sources import Archive, deb822, one_line, own_archives

if TYPE_CHECKING:
    from pathlib import Path

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
DEBIAN = f"""\
Types: deb deb-src
# a snapshot, once
URIs: http://deb.debian.org/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: {KEYRING}

Types: deb
URIs: http://deb.debian.org/debian-security
Suites: bookworm-security
Components: main
Signed-By: {KEYRING}
"""
UBUNTU = """\
deb http://archive.ubuntu.com/ubuntu noble main restricted   # the archive
deb-src http://archive.ubuntu.com/ubuntu noble main
deb http://archive.ubuntu.com/ubuntu noble-updates main universe
deb [arch=amd64 signed-by=/usr/share/keyrings/other.gpg] https://apt.example.org noble main
"""


def test_the_newer_format_is_read_field_by_field() -> None:
    assert list(deb822(DEBIAN)) == [
        Archive("http://deb.debian.org/debian", ("bookworm", "bookworm-updates"), ("main", "contrib"), KEYRING),
        Archive("http://deb.debian.org/debian-security", ("bookworm-security",), ("main",), KEYRING),
    ]


def test_the_older_format_is_read_line_by_line() -> None:
    assert list(one_line(UBUNTU)) == [
        Archive("http://archive.ubuntu.com/ubuntu", ("noble",), ("main", "restricted")),
        Archive("http://archive.ubuntu.com/ubuntu", ("noble-updates",), ("main", "universe")),
        Archive("https://apt.example.org", ("noble",), ("main",), "/usr/share/keyrings/other.gpg"),
    ]


@pytest.mark.parametrize("switch", ["Enabled: no", "enabled: False", "Types: deb-src"])
def test_what_is_switched_off_is_left_out(switch: str) -> None:
    text = f"Types: deb\nURIs: http://deb.debian.org/debian\nSuites: bookworm\nComponents: main\n{switch}\n"
    assert list(deb822(text)) == []


def test_a_key_written_into_the_source_is_carried_over() -> None:
    key = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINBF\n -----END PGP PUBLIC KEY BLOCK-----"
    text = f"Types: deb\nURIs: http://a/debian\nSuites: bookworm\nComponents: main\nSigned-By:\n {key}\n"
    (archive,) = deb822(text)
    again = archive.source("forky", ("main",))
    assert [each.signed_by for each in deb822(again)] == [archive.signed_by]
    assert " mQINBF\n" in again


def test_another_suite_keeps_address_and_keys() -> None:
    (archive, _) = deb822(DEBIAN)
    assert archive.source("forky", ("main",)) == (
        f"Types: deb\nURIs: http://deb.debian.org/debian\nSuites: forky\nComponents: main\nSigned-By: {KEYRING}\n"
    )


def test_the_distributions_own_archive_is_told_from_other_makers(tmp_path: Path) -> None:
    (tmp_path / "sources.list").write_text(UBUNTU)
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list.d" / "node.sources").write_text(
        "Types: deb\nURIs: https://deb.example.org/node\nSuites: nodistro\nComponents: main\n"
    )
    found = own_archives(tmp_path, "ubuntu", "noble")
    assert [archive.uri for archive in found] == ["http://archive.ubuntu.com/ubuntu", "https://apt.example.org"]


def test_lists_of_mirrors_are_archives_too(tmp_path: Path) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list.d" / "debian.sources").write_text(
        "Types: deb\nURIs: mirror+file:///etc/apt/mirrors/debian.list\nSuites: trixie\nComponents: main\n"
    )
    (archive,) = own_archives(tmp_path, "debian", "trixie")
    assert archive.uri == "mirror+file:///etc/apt/mirrors/debian.list"


def test_a_machine_without_lists_has_no_archives(tmp_path: Path) -> None:
    assert own_archives(tmp_path, "debian", "bookworm") == []
