"""Scrape jobs in Prometheus's form; `tests/live` shows what real servers make of them."""

from __future__ import annotations

from monitorgen.diagnostics import Origin
from monitorgen.plan.jobs import Auth, Files, Job, Static
from monitorgen.plan.values import SecretUse
from monitorgen.targets.prometheus.scrape import scrape_config

HERE = Origin("services.yaml", ("services", "api"))


def test_paths_lead_to_the_folder_of_prometheus_yml_from_wherever_the_job_stands() -> None:
    token = Auth(credentials=SecretUse("token", "secrets/token"))
    job = Job("api", Files(("targets/*.json", "/etc/targets.json")), HERE, auth=token)
    of_its_own, inline = scrape_config(job, "../"), scrape_config(job)
    assert of_its_own["file_sd_configs"] == [{"files": ["../targets/*.json", "/etc/targets.json"]}]
    assert inline["file_sd_configs"] == [{"files": ["targets/*.json", "/etc/targets.json"]}]
    assert of_its_own["authorization"] == {"type": "Bearer", "credentials_file": "../secrets/token"}
    assert inline["authorization"] == {"type": "Bearer", "credentials_file": "secrets/token"}


def test_a_password_is_read_from_a_file() -> None:
    auth = Auth(username="watcher", password=SecretUse("pw", "secrets/pw"))
    made = scrape_config(Job("api", Static(("api:80",)), HERE, auth=auth))
    assert made["basic_auth"] == {"username": "watcher", "password_file": "secrets/pw"}


def test_what_is_prometheus_default_is_left_out() -> None:
    made = scrape_config(Job("api", Static(("api:80",)), HERE))
    assert made == {"job_name": "api", "static_configs": [{"targets": ["api:80"]}]}


def test_labels_of_targets_in_files_are_set_before_what_the_owner_relabels() -> None:
    made = scrape_config(Job("api", Files(("a.json",)), HERE, adds={"tier": "1"}))
    assert made["relabel_configs"] == [{"target_label": "tier", "replacement": "1"}]
