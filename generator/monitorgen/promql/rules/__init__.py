"""Rules on expressions: each takes an `Analysis` and yields what it finds; `problems` lists them."""
