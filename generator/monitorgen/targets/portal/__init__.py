"""The portal: a folder of pages that people open first, as HTML that needs no server, and the same as Markdown.

A page is made once, of blocks (`blocks.py`), and written twice. Texts are plain until they are written, in `html*.py`
for a browser and in `markdown*.py` for a repository; what is in the templates is escaped by Jinja.
"""
