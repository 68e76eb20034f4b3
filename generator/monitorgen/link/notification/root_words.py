"""What the root and the teams say that holds for no class of alerts alone: checked once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Findings, Refused
from monitorgen.link.notification.settings import check_mailboxes, check_text, secret_use
from monitorgen.link.notification.suggest import near
from monitorgen.plan.routing import HEARTBEAT_LABELS, Smtp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.link.notification.policy import Policy, Where
    from monitorgen.plan.routing import Meaning
    from monitorgen.spec.stack import Smtp as Written

_BUILT_IN: Mapping[str, Meaning] = {"critical": "critical", "warning": "warning", "info": "info"}


def check_policy(policy: Policy, findings: Findings) -> None:
    """Find what is missing at the root, and words of teams about severities that don't exist."""
    default = policy.default_notify
    if default is None or not default.notify:
        hint = "write `default_notify: [channel]`: the channels for what no severity catches"
        message = "`default_notify` is missing: there would be no root route"
        where = policy.where() if default is None else policy.where("default_notify")
        findings.add(Diagnostic("MG408", message, where, hint=hint, part="key"))
    for name, severity in policy.severities.items():
        if severity.means is None and name not in _BUILT_IN:
            hint = "write `means: critical`, `warning` or `info`: pagers and colours know only these"
            message = f"severity {name!r} doesn't say what it means"
            findings.add(Diagnostic("MG405", message, policy.where("severities", name), hint=hint, part="key"))
        if name == HEARTBEAT_LABELS["severity"]:
            message = f"the severity {name!r} belongs to the heartbeat"
            findings.add(Diagnostic("MG405", message, policy.where("severities", name), hint="rename it", part="key"))
    for team, words in policy.teams.items():
        for name in words.severities:
            if name not in policy.severities:
                where = policy.where("teams", team, "severities", name)
                hint = near(name, policy.severities, "declare it in `severities:`")
                message = f"team {team} speaks of a severity {name!r} that is not declared"
                findings.add(Diagnostic("MG403", message, where, hint=hint, part="key"))


def meanings(policy: Policy) -> Mapping[str, Meaning]:
    """What each severity stands for, worst first. One that doesn't say it (an error) counts as critical."""
    return {name: model.means or _BUILT_IN.get(name, "critical") for name, model in policy.severities.items()}


def smtp_of(policy: Policy, findings: Findings) -> Smtp | None:
    """The mail server of all channels, None if there is none or it is incomplete (mails that need it say so)."""
    smtp = policy.smtp
    if smtp is None or smtp.smarthost is None or smtp.from_ is None:
        return None

    def where(*path: str | int) -> Origin:
        return policy.where("stack", "alertmanager", "smtp", *path)

    try:
        return _smtp(smtp.smarthost, smtp.from_, smtp, where)
    except Refused as refused:
        findings.add(refused.diagnostic)
        return None


def _smtp(smarthost: str, sender: str, smtp: Written, where: Where) -> Smtp:
    for field, text in (("smarthost", smarthost), ("from", sender), ("username", smtp.username)):
        if text is not None:
            check_text(text, where, field)
    check_mailboxes(sender, where, "from")
    if (smtp.username is None) != (smtp.password is None):
        missing = "username" if smtp.username is None else "password"
        message = f"the mail server's {missing} is missing"
        raise Refused(Diagnostic("MG430", message, where(), hint=f"write `{missing}:` beside it", part="key"))
    password = secret_use(smtp.password, where, "password") if smtp.password is not None else None
    return Smtp(smarthost, sender, smtp.username, password)
