"""The reference of the functions of conditions, from the table that the compiler itself reads."""

from __future__ import annotations

from generated_docs.language import written
from generated_docs.markdown import code, page, table
from monitorgen.spec.condition import COMPARISONS, DEFAULT_WINDOW, FUNCTIONS, NARROWING, Condition, Function
from monitorgen.spec.shape import model_of

_INTRODUCTION = """\
A condition is one function, optional narrowing and one comparison, flat in the alert: `{p95: http, over: 10m, above:
2s}`. [The guide](../language.md#conditions) shows them at work."""

_OPERANDS = {
    "any": "any metric",
    "gauge": "a gauge",
    "counter": "a counter, or an indicator's events",
    "histogram": "a histogram, or an indicator's duration",
    "timestamp": "a timestamp in seconds",
    "indicator": "an indicator",
    "resource": "an indicator with a limit",
    "targets": "the entry's targets",
    "promql": "PromQL",
}
_BY = {
    "each": "every series stands for itself",
    "entry": "one value per entry",
    "instance": "one value per instance",
    "required": "has to be said",
    "refused": "-",
}
_OVER = {"default": f"{DEFAULT_WINDOW}", "required": "has to be said", "optional": "may be said", "refused": "-"}


def conditions_page() -> str:
    """The whole page."""
    return page("Functions of conditions", _INTRODUCTION, _functions(), _beside())


def _functions() -> str:
    rows = [
        (code(name), _OPERANDS[each.operand], _meaning(each), _OVER[each.over], _BY[each.by])
        for name, each in FUNCTIONS.items()
    ]
    head = ("function", "works on", "value", "`over`", "without `by`")
    return "## Functions\n\n" + table(head, rows)


def _meaning(function: Function) -> str:
    text = function.meaning
    if function.companions:
        text += f"; with {' and '.join(map(code, sorted(function.companions, reverse=True)))}"
    return text if function.compared else f"{text}; takes no comparison"


def _beside() -> str:
    model_shape = model_of(Condition)
    names = (*NARROWING, *COMPARISONS)
    rows = [(code(name), written(model_shape.fields[name], "language.md"), model_shape.help[name]) for name in names]
    return "## Beside the function\n\n" + table(("field", "written as", "what it is"), rows)
