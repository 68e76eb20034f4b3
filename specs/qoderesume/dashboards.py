"""The three dashboards of the operations handbook."""

from monitorgen import Dashboard, Panel, Query, Spec

BACKEND = "qoder-resume-backend"


def red(indicator: str, by: list[str]) -> Panel:
    """Rate, errors and p95 of one indicator in one panel."""
    of = f"{BACKEND}.{indicator}"
    return Panel(
        queries={
            "requests": Query(rate=of, by=by),
            "errors": Query(error_ratio=of, by=by, axis="right"),
            "p95": Query(p95=of, by=by, axis="right"),
        }
    )


def usage(**more: str) -> Panel:
    """CPU, memory and disks, as the alerts judge them."""
    return Panel(queries={name: Query(alert=f"node.Critical{name}Usage") for name in ("CPU", "Memory", "Disk")}, **more)


production = Dashboard(
    title="Production Monitoring Dashboard",
    panels={
        "Application Status & Uptime": Panel(
            queries={
                "up": Query(min=f'up{{job="{BACKEND}"}}'),
                "uptime 30d": Query(avg=f'up{{job="{BACKEND}"}}', over="30d", by=["job"]),
            },
            type="stat",
            unit="ratio",
        ),
        "Request Rate & Response Times": red("http", ["route"]),
        "Error Rates & HTTP Status Codes": Panel(
            queries={
                "failed share": Query(error_ratio=f"{BACKEND}.http", axis="right"),
                "responses": Query(rate=f"{BACKEND}.http", by=["status_code"]),
            }
        ),
        "Infrastructure Metrics (CPU, Memory, Disk)": usage(),
        "Database Performance": red("database", ["query_type"]),
        "Queue Processing Status": Panel(
            queries={name: Query(value=f"{BACKEND}.queue_jobs_{name}") for name in ("active", "waiting")}
        ),
        "AI Service Performance": red("ai", ["provider"]),
    },
)

application = Dashboard(
    title="Application Dashboard",
    panels={
        "User Activity & Sessions": Panel(rate="auth_attempts_total", by=["method", "status"]),
        "Resume Processing Metrics": Panel(rate='ai_requests_total{operation="resume_analysis"}', by=["status"]),
        "AI Provider Usage & Performance": Panel(
            queries={
                "tokens": Query(rate="ai_tokens_used_total", by=["provider"]),
                "p95": Query(p95=f"{BACKEND}.ai", by=["provider"], axis="right"),
            }
        ),
        "Job Tracking Activity": Panel(rate='http_requests_total{route=~"/api/jobs.*"}', by=["route"]),
        "Security Events": Panel(rate="auth_failures_total", by=["reason"]),
        "File Upload Statistics": Panel(rate='http_requests_total{route=~"/api/upload.*"}', by=["status_code"]),
    },
)

alerts_sla = Dashboard(
    title="Alerts & SLA Dashboard",
    panels={
        "SLA Compliance Metrics": Panel(
            queries={
                "availability 30d": Query(avg=f'up{{job="{BACKEND}"}}', over="30d", by=["job"]),
                "failed share 30d": Query(error_ratio=f"{BACKEND}.http", over="30d"),
            },
            type="table",
        ),
        "Active Alerts Status": Panel(alerts='severity=~".+"'),
        "Critical Alert History": Panel(
            count='ALERTS{alertstate="firing",severity="critical"}', by=["alertname"], type="state-timeline"
        ),
        "Performance Thresholds": Panel(
            queries={name: Query(alert=f"{BACKEND}.{name}") for name in ("VeryHighResponseTime", "SlowDatabaseQueries")}
        ),
        "Resource Utilization Trends": usage(type="timeseries"),
    },
)

spec = Spec(
    dashboards={
        "production-monitoring": production,
        "application-dashboard": application,
        "alerts-sla-dashboard": alerts_sla,
    }
)
