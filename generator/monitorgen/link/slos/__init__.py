"""Service level objectives: what is written of them becomes recordings, alerts, and the intent beside both."""
