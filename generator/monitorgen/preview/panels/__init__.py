"""How each type of panel is drawn into its room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.preview.panels import bars, gauge, graph, heat, lists, pie, stat, states, table, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitorgen.pictures.svg import Svg
    from monitorgen.preview.scene import Scene

DRAWN: Mapping[str, Callable[[Scene], Svg]] = {
    "timeseries": graph.timeseries,
    "histogram": graph.histogram,
    "stat": stat.stat,
    "gauge": gauge.gauge,
    "bargauge": bars.bargauge,
    "table": table.table,
    "heatmap": heat.heatmap,
    "state-timeline": states.state_timeline,
    "piechart": pie.piechart,
    "logs": lists.logs,
    "text": words.markdown,
    "alertlist": lists.alertlist,
}
