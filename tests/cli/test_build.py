"""`monitorgen build`: all or nothing, told in one line; `--check` tells without writing."""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import change, tree, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

RULES = "out/shop/production/prometheus/rules/checkout.yml"


def test_the_first_build_adds_and_the_second_has_nothing_to_do(shop: Path, run: Run) -> None:
    first = run("build")
    written = tree(shop / "out")
    assert (first.code, first.out) == (0, "")
    files, alerts = first.err.splitlines()
    assert files == f"out: {len(written)} added, 0 changed, 0 removed, 0 unchanged"
    assert re.fullmatch(r"(\d+) alerts: \1 proven", alerts)
    second = run("build")
    assert (second.code, second.err) == (0, f"out is up to date, {len(written)} files\n{alerts}\n")
    assert tree(shop / "out") == written


def test_a_changed_threshold_is_a_changed_rule_file_dashboard_and_record(shop_with_pages: Path, run: Run) -> None:
    run("build")
    change(shop_with_pages / "specs/shop/services.yaml", "above: 2%", "above: 3%")
    done = run("build", "-v", "--env", "production")
    assert sorted(done.out.splitlines()) == [
        "changed  shop/production/docs/runbooks/checkout/HighErrorRate.html",
        "changed  shop/production/docs/runbooks/checkout/HighErrorRate.md",
        "changed  shop/production/docs/services/checkout.html",
        "changed  shop/production/docs/services/checkout.md",
        "changed  shop/production/grafana/dashboards/services/checkout.json",
        "changed  shop/production/plan/checkout.json",
        "changed  shop/production/prometheus/rules/checkout.yml",
        "changed  shop/production/prometheus/tests/checkout.yml",
    ]
    assert "0 added, 8 changed, 0 removed" in done.err


def test_quiet_says_nothing_when_all_is_well(shop: Path, run: Run) -> None:
    done = run("build", "-q")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_with_an_error_nothing_is_written(shop: Path, run: Run) -> None:
    run("build")
    before = tree(shop / "out")
    change(shop / "specs/shop/services.yaml", "for: 10m", "for: ten minutes")
    change(shop / "specs/shop/services.yaml", "above: 2%", "above: 3%")
    done = run("build")
    assert done.code == 1
    assert "specs/shop/services.yaml:13:14" in done.err
    assert done.err.endswith("out was not touched\n")
    assert tree(shop / "out") == before


def test_with_an_error_in_the_first_build_no_output_folder_is_made(shop: Path, run: Run) -> None:
    change(shop / "specs/shop/services.yaml", "for: 10m", "for: ten minutes")
    assert run("build").code == 1
    assert not (shop / "out").exists()


def test_a_warning_does_not_keep_it_from_writing(shop: Path, run: Run) -> None:
    change(shop / "specs/shop/services.yaml", "orders_total: {type: counter", "orders: {type: counter")
    change(shop / "specs/shop/services.yaml", "rate: orders_total", "rate: orders")
    done = run("build")
    assert done.code == 0
    assert "warning[MG511]" in done.err
    assert (shop / RULES).exists()
    assert "warning" not in run("build", "--quiet").err


def test_what_a_spec_has_no_more_is_removed_and_only_that(shop_with_pages: Path, run: Run) -> None:
    shop = shop_with_pages
    write(shop / "specs/shop/more.yaml", "monitorgen: v1\nservices: {search: {port: 9000}}\n")
    write(shop / "out/README.md", "by hand\n")
    run("build")
    (shop / "specs/shop/more.yaml").unlink()
    done = run("build", "-v")
    removed = {line.removeprefix("removed").strip() for line in done.out.splitlines() if line.startswith("removed")}
    files = (
        "alertmanager/routes/search.tsv",
        "docs/previews/service.svg",
        "docs/runbooks/search/TargetDown.html",
        "docs/runbooks/search/TargetDown.md",
        "docs/services/search.html",
        "docs/services/search.md",
        "grafana/dashboards/services/service.json",  # it was the only one of its kind
        "plan/search.json",
        "prometheus/rules/search.yml",
        "prometheus/scrape/search.yml",
        "prometheus/tests/search.yml",
    )
    assert removed == {f"shop/{environment}/{file}" for environment in ("production", "staging") for file in files}
    assert (shop / "out/README.md").exists()


def test_only_the_chosen_environment_is_touched(shop: Path, run: Run) -> None:
    run("build")
    before = tree(shop / "out/shop/production")
    change(shop / "specs/shop/services.yaml", "above: 2%", "above: 3%")
    assert run("build", "--env", "staging").code == 0
    assert tree(shop / "out/shop/production") == before
    assert run("build", "--check", "--env", "staging").code == 0
    assert run("build", "--check").code == 1


def test_only_the_chosen_system_is_touched(shop: Path, run: Run) -> None:
    other = (shop / "specs/shop/system.yaml").read_text().replace("system: shop", "system: bank")
    write(shop / "specs/bank/system.yaml", other)
    assert run("build", "--system", "bank").code == 0
    assert sorted(path.name for path in (shop / "out").iterdir()) == ["bank"]


def test_an_environment_is_chosen_with_all_its_regions(shop: Path, run: Run) -> None:
    change(shop / "specs/shop/system.yaml", "production: {}", "production: {regions: {eu: {}, us: {}}}")
    assert run("build", "--env", "production").code == 0
    assert sorted(path.name for path in (shop / "out/shop").iterdir()) == ["production.eu", "production.us"]
    change(shop / "specs/shop/services.yaml", "above: 2%", "above: 3%")
    assert run("build", "--env", "production/eu").code == 0
    assert run("build", "--check", "--env", "production/eu").code == 0
    assert run("build", "--check", "--env", "production/us").code == 1


def test_check_writes_nothing_lists_what_would_change_and_how_to_mend_it(shop: Path, run: Run) -> None:
    done = run("build", "--check")
    assert done.code == 1
    assert not (shop / "out").exists()
    lines = done.out.splitlines()
    assert len(lines) == 21
    assert all(line.startswith("added    shop/") for line in lines[:20])
    assert lines[20].startswith("and ")
    assert "monitorgen build" in done.err


def test_check_is_fine_after_a_build(shop: Path, run: Run) -> None:
    run("build")
    before = tree(shop)
    done = run("build", "--check")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("out is up to date")
    assert tree(shop) == before


def test_check_tells_programs_of_each_file(shop: Path, run: Run) -> None:
    run("build")
    (shop / RULES).unlink()
    document = run("build", "--check", "--format", "json").document()
    assert document["added"] == [RULES.removeprefix("out/")]
    assert document["written"] is False
    diagnostics = document["diagnostics"]
    assert isinstance(diagnostics, list)
    assert [each["code"] for each in diagnostics] == ["MG819"]
    annotated = run("build", "--check", "--format", "github")
    assert annotated.code == 1
    assert annotated.out.startswith("::error ")
    assert annotated.out.count("\n") == 1


def test_programs_are_told_what_was_written(shop: Path, run: Run) -> None:
    document = run("build", "--format", "json").document()
    assert document["written"] is True
    assert document["errors"] == 0
    assert document["out"] == "out"
    assert sorted(str(path) for path in iterated(document["added"])) == sorted(tree(shop / "out"))


def iterated(value: object) -> list[object]:
    assert isinstance(value, list)
    return value


def test_a_file_edited_by_hand_is_kept_until_told_otherwise(shop: Path, run: Run) -> None:
    run("build")
    made = (shop / RULES).read_bytes()
    (shop / RULES).write_bytes(made + b"# mine\n")
    done = run("build")
    assert done.code == 1
    assert "MG810" in done.err
    assert (shop / RULES).read_bytes() != made
    assert run("build", "--overwrite").code == 0
    assert (shop / RULES).read_bytes() == made


def test_it_says_whom_it_waits_for(shop: Path, run: Run) -> None:
    run("build")
    change(shop / "specs/shop/services.yaml", "above: 2%", "above: 3%")
    home = shop / "out/.monitorgen"
    home.mkdir()
    lock = os.open(home / "lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    # The holder gives up as soon as somebody waits.
    threading.Timer(1.0, os.close, [lock]).start()
    done = run("build")
    assert done.code == 0
    assert done.err.startswith("waiting for ")


@pytest.mark.parametrize("where", ["out/shop", "out"])
def test_an_output_that_is_no_folder_is_told(shop: Path, run: Run, where: str) -> None:
    write(shop / where, "a file\n")
    done = run("build")
    assert done.code in (1, 2)
    assert "Traceback" not in done.err
    assert "error[MG8" in done.err
    assert (shop / where).read_text() == "a file\n"


def test_an_output_that_may_not_be_written_is_told(shop: Path, run: Run) -> None:
    # Nobody may make a folder there, not even root, for whom rights are no obstacle.
    done = run("build", "--out", "/proc/out")
    assert done.code == 2
    assert "error[MG8" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("out", ["out/../specs", "specs/shop", "specs/new/out"])
def test_the_output_is_never_mixed_with_the_specs(shop: Path, run: Run, out: str) -> None:
    before = tree(shop)
    done = run("build", "--out", out)
    assert done.code == 2
    assert "is in the folder of the specs" in done.err
    assert tree(shop) == before


@pytest.mark.slow
def test_on_a_terminal_a_long_build_shows_how_far_it_is(shop: Path) -> None:
    services = "".join(f"  s{number}: {{type: http-service, port: 8080}}\n" for number in range(25))
    write(shop / "specs/shop/many.yaml", f"monitorgen: v1\nservices:\n{services}")
    main, terminal = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "monitorgen", "build", "--env", "production"], cwd=shop, stderr=terminal
    )
    os.close(terminal)
    said = b""
    while True:
        try:
            said += os.read(main, 4096)
        except OSError:  # Linux's way to say that the other end was closed
            break
    os.close(main)
    assert process.wait() == 0
    assert b"compiling shop/" in said
    assert said.rstrip().splitlines()[-2].endswith(b"0 unchanged")


def test_a_file_that_a_server_would_read_along_is_told(shop: Path, run: Run) -> None:
    run("build")
    rules = shop / "out/shop/production/prometheus/rules"
    (rules / "mine.yml").write_text("groups: []\n", encoding="utf-8")
    (rules / "notes.txt").write_text("not read\n", encoding="utf-8")
    for arguments in (["build"], ["build", "--check"]):
        done = run(*arguments)
        assert done.code == 0
        assert "warning[MG828]: shop/production/prometheus/rules/mine.yml was not generated" in done.err
        assert "notes.txt" not in done.err
    assert (rules / "mine.yml").exists()


def test_the_files_of_a_unit_that_is_gone_are_no_strays(shop: Path, run: Run) -> None:
    run("build")
    change(shop / "specs/shop/services.yaml", "  checkout:\n", "  till:\n")
    done = run("build")
    assert done.code == 0
    assert "MG828" not in done.err
    assert not (shop / RULES).exists()
