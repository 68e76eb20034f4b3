"""Who is told: decides over a route tree, labels and time; knows no target."""
