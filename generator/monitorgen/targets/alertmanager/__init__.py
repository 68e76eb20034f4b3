"""Plan to Alertmanager: alertmanager.yml and its notification templates."""
