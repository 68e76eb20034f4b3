"""`monitorgen validate`, and how findings are shown by every command that has some."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import change, tree, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def test_a_sound_spec_is_told_so_and_nothing_is_written(shop: Path, run: Run) -> None:
    before = tree(shop)
    done = run("validate")
    assert (done.code, done.out, done.err) == (0, "", "specs: no errors\n")
    assert tree(shop) == before


def test_all_errors_are_shown_with_their_places_and_counted(shop: Path, run: Run) -> None:
    change(shop / "specs/shop/services.yaml", "for: 10m", "for: ten minutes")
    change(shop / "specs/shop/system.yaml", "notify: [chat]}\n", "notify: [caht]}\n")
    done = run("validate")
    assert (done.code, done.out) == (1, "")
    assert "--> specs/shop/services.yaml:" in done.err
    assert "2 errors; monitorgen explain" in done.err or "1 error; monitorgen explain" in done.err


def test_without_specs_it_says_how_to_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("validate")
    assert done.code == 2
    assert "monitorgen init" in done.err
    assert "--specs" in done.err


def test_specs_that_are_a_file_are_told(shop: Path, run: Run) -> None:
    done = run("validate", "--specs", "specs/shop/system.yaml")
    assert done.code == 2
    assert "is a file" in done.err
    assert "--specs specs/shop" in done.err


def test_a_folder_without_a_system_is_a_finding(tmp_path: Path, run: Run) -> None:
    done = run("validate", "--specs", tmp_path)
    assert done.code == 1
    assert "MG125" in done.err


def test_the_folder_of_one_system_is_taken_too(shop: Path, run: Run) -> None:
    assert run("validate", "--specs", "specs/shop").code == 0


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["--system", "shopp"], "there is no system 'shopp'; did you mean shop?"),
        (["--system", "zzz"], "there is no system 'zzz'; there is: shop"),
        (["--env", "stagin"], "there is no environment 'stagin'; did you mean staging?"),
        (["--env", "production/eu"], "there is no environment 'production/eu'; did you mean production?"),
    ],
)
@pytest.mark.parametrize("command", [["validate"], ["build"], ["check"], ["list", "units"], ["show", "checkout"]])
def test_an_unknown_name_is_answered_with_the_nearest(
    command: list[str], arguments: list[str], answer: str, shop: Path, run: Run
) -> None:
    done = run(*command, *arguments)
    assert done.code == 2
    assert answer in done.err
    assert not (shop / "out").exists()


def test_programs_get_one_document(shop: Path, run: Run) -> None:
    change(shop / "specs/shop/services.yaml", "for: 10m", "for: ten minutes")
    done = run("validate", "--format", "json")
    assert (done.code, done.err) == (1, "")
    document = done.document()
    assert document["errors"] == 1
    diagnostics = document["diagnostics"]
    assert isinstance(diagnostics, list)
    assert diagnostics[0]["file"] == "specs/shop/services.yaml"


def test_pull_requests_get_annotations(shop: Path, run: Run) -> None:
    change(shop / "specs/shop/services.yaml", "for: 10m", "for: ten minutes")
    done = run("validate", "--format", "github")
    assert (done.code, done.err) == (1, "")
    assert done.out.startswith("::error file=specs/shop/services.yaml,line=13,")


def test_findings_of_several_systems_name_each_its_own_file(shop: Path, run: Run) -> None:
    text = (shop / "specs/shop/system.yaml").read_text()
    write(shop / "specs/bank/system.yaml", text.replace("system: shop", "system: bank\nsurprise: 1"))
    change(shop / "specs/shop/services.yaml", "for: 10m", "for: ten minutes")
    err = run("validate").err
    assert "specs/bank/system.yaml:3:1" in err
    assert "specs/shop/services.yaml:13:14" in err
    assert "specs/shop" not in run("validate", "--system", "bank").err


@pytest.mark.parametrize(
    ("arguments", "env", "coloured"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {}, False),
    ],
)
def test_colours_are_for_terminals_unless_asked_for(
    arguments: list[str],
    env: dict[str, str],
    coloured: bool,
    shop: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    change(shop / "specs/shop/services.yaml", "for: 10m", "for: ten minutes")
    assert ("\x1b[" in run("validate", *arguments).err) is coloured


def test_python_specs_can_be_refused(shop: Path, run: Run) -> None:
    write(
        shop / "specs/shop/more.py",
        "from monitorgen import Spec, Service\nspec = Spec(services={'s': Service(port=1)})\n",
    )
    with (shop / "specs/shop/services.yaml").open("a") as stream:
        stream.write("python: [more.py]\n")
    assert run("validate").code == 0
    assert "s " in run("list", "units").out
    done = run("validate", "--no-python")
    assert done.code == 1
    assert "--no-python" in done.err
