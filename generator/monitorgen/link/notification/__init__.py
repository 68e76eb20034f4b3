"""Who is told: from channels, severities and teams, as people wrote them, to Alertmanager's tree of routes."""
