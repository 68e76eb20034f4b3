"""The language: its models, one file a noun. What may be written; nothing of what becomes of it."""
