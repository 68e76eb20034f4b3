"""The pages of docs/ that are made from the program: the language, its functions, the commands, the diagnostics."""
