"""What people ask of a linked system: what there is, who is told of an alert and when, and what keeps it quiet."""
