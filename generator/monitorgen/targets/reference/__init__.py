"""The API of a system as a page to read: every operation, offline."""
