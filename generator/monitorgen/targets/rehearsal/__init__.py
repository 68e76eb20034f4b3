"""A rehearsal: what was built, with every time in it divided by the same factor, so that hours pass in a minute."""
