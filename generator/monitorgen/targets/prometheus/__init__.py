"""Plan to Prometheus: prometheus.yml, scrape files and rule files."""
