"""Everything that the documents of the example systems ask for comes out, in its corrected form.

`items/` lists it; `checks.py` says what each kind has to look like. A run ends with a table of what is covered.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.checks import CHECKS
from tests.support.items import Item, documents, items

if TYPE_CHECKING:
    from tests.acceptance.conftest import Example

ALL = {
    "000": {
        "scrape_job": 8, "alert": 7, "dashboard": 1, "panel": 6, "receiver": 1, "compose_service": 8, "openapi": 7,
        "schema": 8, "openapi_source": 4, "service_doc": 3, "doc_endpoint": 9, "doc_metric": 9, "self_healing": 4,
        "export": 4, "log_component": 2,
    },
    "001": {
        "scrape_job": 7, "alert": 10, "dashboard": 2, "panel": 10, "receiver": 3, "route": 3, "inhibit_rule": 1,
        "compose_service": 9, "severity_policy": 3, "app_metric": 10, "log_component": 6, "trace_component": 2,
        "datasource": 1,
    },
    "002": {
        "dashboard": 3, "panel": 8, "openapi": 100, "service": 18, "component": 9, "k8s_object": 5, "gateway_route": 5,
        "alert_implied": 4, "runbook": 8,
    },
    "003": {
        "scrape_job": 4, "alert": 12, "dashboard": 3, "panel": 18, "receiver": 3, "compose_service": 11, "runbook": 4,
        "escalation": 4, "severity_policy": 3, "app_metric": 14, "log_type": 5, "kibana_index": 4, "troubleshooting": 4,
    },
    "004": {
        "default_rule": 3, "dashboard": 1, "openapi": 10, "schema": 5, "health_check": 4, "troubleshooting": 3,
    },
}  # fmt: skip
"""How many of each kind the documents have, counted once by hand."""


@pytest.mark.parametrize("item", items(), ids=lambda item: item.id)
def test_an_item_of_the_documents_comes_out(example: Example, item: Item) -> None:
    CHECKS[item.kind](example(item.system, item.environment), item)


def test_no_item_of_the_documents_is_forgotten() -> None:
    for document in documents():
        listed = Counter(item.kind for item in document.items)
        for by_kind in document.later.values():
            listed.update(by_kind)
        assert listed == ALL[document.number]
    assert {document.number for document in documents()} == ALL.keys()
