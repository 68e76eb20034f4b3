"""Drawing SVG, and the pictures of the portal: the map of a system, the tree of its routes.

A picture is a pure function of small data classes to the text of an SVG element that stands in a page: it takes its
colours from the page through CSS variables, holds no script, and whatever a name says is shown as text.
"""
