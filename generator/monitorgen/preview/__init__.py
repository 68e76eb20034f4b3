"""A dashboard as a picture, without a Grafana: what a reviewer sees of a change before anybody runs it.

The JSON that is written is drawn, not the Plan behind it: places on the grid, units, thresholds, legends, tables. Data
come from a `Feed`: made ones that are the same every time (`sample`), or those of a real Prometheus.

    dashboard JSON + Feed --board--> Svg --page--> .svg or .html

A panel type is a function from a `Scene` to what it draws, entered in `panels.DRAWN`.
"""
