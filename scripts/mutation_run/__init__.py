"""The mutation run: rules and routes are changed one at a time, and the generated tests have to notice each change."""
