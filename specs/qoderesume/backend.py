"""The QoderResume backend: what it measures, and when somebody is told."""

from monitorgen import Alert, Indicator, Metric, Service, Slo, Spec


def part(total: str, duration: str, *labels: str) -> Indicator:
    """Something that is counted, fails with status="error" and takes time; this declares both metrics."""
    return Indicator(
        total=total, status="status", errors=f'{total}{{status="error"}}', duration=duration, labels=list(labels)
    )


indicators = {
    "http": Indicator(preset="prometheus", status="status_code", labels=["method", "route"]),
    "database": part("database_queries_total", "database_query_duration_seconds", "query_type"),
    "ai": part("ai_requests_total", "ai_request_duration_seconds", "provider", "operation"),
    "jobs": part("queue_jobs_completed_total", "queue_job_duration_seconds", "queue_name"),
}

metrics = {
    "http_request_duration_seconds": Metric(
        type="histogram", labels=["method", "route", "status_code"], help="Time of a request"
    ),
    "queue_job_duration_seconds": Metric(type="histogram", labels=["queue_name", "job_type"], help="Time of a job"),
    "database_connections_active": Metric(type="gauge", help="Connections in use"),
    "queue_jobs_active": Metric(type="gauge", labels=["queue_name"], help="Jobs being worked on"),
    "queue_jobs_waiting": Metric(type="gauge", labels=["queue_name"], help="Jobs waiting"),
    "ai_tokens_used_total": Metric(type="counter", labels=["provider", "type"], help="Tokens used"),
    "auth_attempts_total": Metric(type="counter", labels=["method", "status"], help="Attempts to log in"),
    "auth_failures_total": Metric(type="counter", labels=["method", "reason"], help="Failed attempts to log in"),
    # The handbook names HighApplicationErrorRate but no metric for it.
    "application_errors_total": Metric(type="counter", labels=["level"], help="Errors logged"),
}

analysed = 'ai_requests_total{operation="resume_analysis",status="success"}'

alerts = {
    "ApplicationDown": Alert(replaces="TargetDown", for_="1m", runbook="application-down"),
    "HighErrorRate": Alert(above="5%", for_="2m", severity="critical", runbook="high-error-rate"),
    "VeryHighResponseTime": Alert(replaces="HighResponseTime", above="5s", for_="3m", runbook="performance-issues"),
    "NoResumeProcessing": Alert(
        increase=analysed, over="15m", below=1, for_="5m", severity="critical", runbook="performance-issues"
    ),
    "AuthenticationFailureSpike": Alert(
        rate="auth_failures_total", above="5/s", for_="1m", severity="critical", runbook="high-error-rate"
    ),
    "HighApplicationErrorRate": Alert(
        increase='application_errors_total{level="critical"}',
        above=0,
        for_="0s",
        severity="critical",
        runbook="high-error-rate",
    ),
    "DatabaseConnectionsHigh": Alert(
        value="database_connections_active", above=80, for_="5m", severity="warning", runbook="database-issues"
    ),
    "SlowDatabaseQueries": Alert(
        p95="database", by=["query_type"], above="1s", for_="5m", severity="warning", runbook="database-issues"
    ),
}

# What the Alerts & SLA dashboard of the handbook is about; the first of each is what users were promised.
slos = {
    "availability": Slo(
        objective="99.5%",
        description="Requests that are answered without an error of ours",
        other_periods={"7d": "99%"},
        budget_alerts={"50%": "info", "90%": "warning"},
        forecast_alerts={"3d": "info"},
    ),
    "latency": Slo(objective="95%", threshold="5s", description="Requests that are answered within five seconds"),
    "analysis": Slo(
        objective="98%",
        indicator="ai",
        where='operation="resume_analysis"',
        min_events=20,  # at night a resume an hour comes in
        description="Resumes that are analysed",
    ),
    "jobs": Slo(objective="99%", indicator="jobs", by=["queue_name"], description="Jobs of each queue that succeed"),
}

spec = Spec(
    services={
        "qoder-resume-backend": Service(
            type="http-service",
            description="Resumes, matching, jobs of the queue and calls of AI providers",
            port=3001,
            network="host",  # it runs on the Docker host itself
            depends_on=["postgres", "redis"],
            indicators=indicators,
            metrics=metrics,
            slos=slos,
            alerts=alerts,
        )
    }
)
