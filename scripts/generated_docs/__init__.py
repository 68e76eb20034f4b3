"""What docs/ and README.md say of the program, from the program: its language, commands, diagnostics and outputs."""
