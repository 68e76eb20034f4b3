"""Owners' texts on pages: their Markdown as HTML that can't do anything, and plain text inside HTML and Markdown."""
