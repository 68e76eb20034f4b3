"""Texts that mean harm, wherever a spec takes one: pages show them, and nothing of them happens."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import pages

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.browser import Browser
    from tests.support.cli import RunCli

pytestmark = pytest.mark.live

HARM = (
    "<script>globalThis.harmed=1</script><img src=x onerror='globalThis.harmed=1'><svg onload=globalThis.harmed=1> "
    '"\' onmouseover=globalThis.harmed=1 autofocus onfocus=globalThis.harmed=1 x=" {{7*7}} {% x %} ]]> --> '
    "</title></style></textarea></script> javascript:globalThis.harmed=1 \u202egnp.exe\u202c <b>bold</b>"
)
MARKDOWN = (
    f"# {HARM}\n\n[a](javascript:globalThis.harmed=1) [b](data:text/html,<script>globalThis.harmed=1</script>) "
    f"![c](https://example.org/c.png) <iframe src=//example.org></iframe>\n\n```\n</code></pre>{HARM}\n```\n\n"
    f"| {HARM} |\n| --- |\n| x |\n"
)
SPEC = """\
monitorgen: v1
system: shop
title: HARM
description: HARM
environments: {production: {}}
docs: {url: https://docs.example.org}
secrets: {slack_url: {description: HARM}}
channels: {chat: {slack: {channel: '#shop', api_url: {secret: slack_url}}}}
default_notify: [chat]
teams: {web: {title: HARM, description: HARM}}
severities: {critical: {}, warning: {}}
stack: {alertmanager: {heartbeat: none}}
services:
  checkout:
    type: http-service
    team: web
    port: 8080
    title: HARM
    description: HARM
    docs: MARKDOWN
    variables: {TOKEN: HARM}
    metrics: {orders_total: {type: counter, help: HARM}}
    endpoints:
      GET /orders/{id}: {summary: HARM, auth: none, returns: string}
    alerts:
      HighErrorRate: {above: 2%, summary: SAID, description: SAID, runbook: MARKDOWN}
"""


def test_nothing_of_it_happens_on_any_page(browser: Browser, run_cli: RunCli, tmp_path: Path) -> None:
    spec = SPEC.replace("HARM", json.dumps(HARM)).replace("MARKDOWN", json.dumps(MARKDOWN))
    # Alertmanager's own templates are refused where they are none, long before there is a page.
    spec = spec.replace("SAID", json.dumps(HARM.replace("{{7*7}}", "")))
    (tmp_path / "specs/shop").mkdir(parents=True)
    (tmp_path / "specs/shop/system.yaml").write_text(spec)
    done = run_cli("build", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    docs = tmp_path / "out/shop/production/docs"
    every = pages(docs)
    assert {"index.html", "checkout.html", "HighErrorRate.html"} <= {page.name for page in every}
    with browser.page() as page:
        for file in every:
            page.open(file.as_uri())
            if file.parent.name == "api":
                page.until("!!document.querySelector('.opblock')")
                page.click(".opblock .opblock-summary-control")
                page.until("!!document.querySelector('.opblock.is-open')")
            page.run("document.querySelectorAll('*').forEach((each) => each.dispatchEvent(new Event('mouseover')))")
            assert page.run("globalThis.harmed") is None, file
            assert not re.search("[\u202a-\u202e\u2066-\u2069]", str(page.run("document.documentElement.outerHTML"))), (
                file
            )
            assert [each for each in page.requests if not each.startswith((docs.parent.as_uri(), "data:"))] == [], file
        page.open((docs / "index.html").as_uri())
        page.run("document.querySelector('#query').focus()")
        page.type("script")
        page.until("document.querySelectorAll('#found a').length > 0")
        assert page.run("globalThis.harmed") is None
        assert page.run("document.querySelectorAll('#found b, #found img, #found script').length") == 0
