"""The portal: a folder of pages that people open first, as HTML that needs no server, and the same as Markdown.

A page is made once, of blocks (`blocks.py`), and written twice. Owners' texts are escaped where they are written and
nowhere else: in `html.py` and the templates for a browser, in `markdown.py` for a repository.
"""
