"""What an alert that fires looks like: its labels and its annotations, in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.promql.template_values import rendered
from monitorgen.proof.case import Told
from monitorgen.proof.labels import UnsolvedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.plan.rules import Alert
    from monitorgen.plan.values import Labels


def told(alert: Alert, series: Mapping[str, str], value: float, external_labels: Labels) -> Told:
    """The alert for a series with these labels and this value."""
    labels = {"alertname": alert.name, **series}
    for name, template in alert.labels.items():
        text = rendered(template, series, value, external_labels)
        if text is None:
            raise UnsolvedError(f"the label {name} is a template that is not evaluated here")
        labels[name] = text
    texts = {name: rendered(text, series, value, external_labels) for name, text in alert.annotations.items()}
    known = {name: text for name, text in texts.items() if text is not None}
    shown = {name: text for name, text in labels.items() if text}
    return Told(shown, known if len(known) == len(texts) else None)
