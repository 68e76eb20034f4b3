"""Drawing SVG, and the pictures of the portal: the map of a system, the tree of its routes.

A picture is a pure function of small data classes to the text of an SVG element that stands in a page: it takes its
colours from the page's style sheet (`frame.style`), holds no script, and whatever a name says is shown as text.

    nodes, edges --crowd--> --layering, placing, wiring--> --systems--> SVG        RouteNode --routes--> SVG
"""
