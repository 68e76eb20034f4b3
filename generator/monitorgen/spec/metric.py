"""Metrics and indicators: what an entry exposes and what its numbers mean."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, Tag

from monitorgen.spec.base import BY_SHAPE, Entry, Form, Whole
from monitorgen.spec.scalars import LABEL_NAME, LINE, MATCHERS, NAME, QUANTITY, SELECTOR, TEXT, Scalar, one_of
from monitorgen.units import Quantity, UnitError

MetricKind = Literal["counter", "gauge", "histogram", "native_histogram", "summary"]
METRIC_KIND = one_of("a metric type", "counter", "gauge", "histogram", "native_histogram", "summary")
PRESET = one_of(
    "a preset", "prometheus", "opentelemetry", "istio", "spring", "grpc", "container-cpu", "container-memory"
)


def _open_or_list(name: str) -> Scalar:
    """The word `open`, where a list may stand as well."""

    def read(text: str) -> str:
        if text == "open":
            return str(text)
        raise UnitError(f"{text!r} is not {name}", f"write [{text}], or `open` for any")

    return Scalar(name, read, "open", "^(open)$", words=("open",))


LabelValues = Annotated[
    Annotated[list[Annotated[str, TEXT]], Tag("list")]
    | Annotated[str, _open_or_list("the values of a label"), Tag("text")],
    BY_SHAPE,
]
MetricLabels = Annotated[
    Annotated[list[Annotated[str, LABEL_NAME]], Tag("list")]
    | Annotated[dict[Annotated[str, LABEL_NAME], LabelValues], Tag("map")]
    | Annotated[str, _open_or_list("a label set"), Tag("text")],
    BY_SHAPE,
]
"""A list of names, a map `name: values`, or `open`: any label may be there."""


class Metric(Entry):
    """A metric that an entry exposes."""

    SHORT = "type"
    HINTS: ClassVar[Mapping[str, str]] = {
        "kind": "write `type:`",
        "label_names": "write `labels:`",
        "desc": "write `help:`",
    }

    type: Annotated[MetricKind | None, METRIC_KIND] = Field(None, description="Its Prometheus type.")
    labels: MetricLabels | None = Field(None, description="Its own labels; left out: none besides the target's.")
    unit: Annotated[str | None, NAME] = Field(None, description="Base unit; left out: from the name's suffix.")
    buckets: list[Annotated[Quantity, QUANTITY]] | None = Field(None, description="Upper bounds of a histogram.")
    help: Annotated[str | None, TEXT] = Field(None, description="What it counts or measures.")


_DETAILS = ("total", "errors", "good", "duration", "used", "free", "limit", "labels", "buckets", "scope")
_WORDS = ("status", "route", "method", "version")


class Indicator(Entry):
    """Something that is counted, can fail and takes time, or a resource that is used up."""

    SHORT = "preset"
    FORMS = (
        Form(frozenset({"preset"}), frozenset({*_DETAILS, *_WORDS})),
        Form(frozenset({"errors", "good"})),
        Form(frozenset({"used", "free"})),
    )
    HINTS: ClassVar[Mapping[str, str]] = {
        "signal": "indicators name `total`, `errors` and `duration`",
        "latency": "write `duration:`",
    }

    preset: Annotated[str | None, PRESET] = Field(None, description="Fills the fields from a known library's names.")
    total: Annotated[str | None, SELECTOR] = Field(None, description="Counter of all events.")
    errors: Annotated[str | None, SELECTOR] = Field(None, description="Counter of failed events, or matchers on total.")
    good: Annotated[str | None, SELECTOR] = Field(None, description="Counter of good events.")
    duration: Annotated[str | None, SELECTOR] = Field(None, description="Histogram of how long events take.")
    used: Annotated[str | None, SELECTOR] = Field(None, description="Gauge: how much is used.")
    free: Annotated[str | None, SELECTOR] = Field(None, description="Gauge: how much is left.")
    limit: Annotated[str | None, SELECTOR] = Field(None, description="Gauge: how much there is.")
    labels: MetricLabels | None = Field(None, description="Labels of its metrics besides `status`.")
    buckets: list[Annotated[Quantity, QUANTITY]] | None = Field(None, description="Bounds of `duration`.")
    scope: Annotated[str | None, MATCHERS] = Field(None, description="Matchers in place of the entry's confinement.")
    status: Annotated[str | None, LABEL_NAME] = Field(None, description="The real label behind the word `status`.")
    route: Annotated[str | None, LABEL_NAME] = Field(None, description="The real label behind the word `route`.")
    method: Annotated[str | None, LABEL_NAME] = Field(None, description="The real label behind the word `method`.")
    version: Annotated[str | None, LABEL_NAME] = Field(None, description="The real label behind the word `version`.")


Params = Annotated[dict[Annotated[str, LINE], list[Annotated[str, LINE]]], Whole]
