"""What the record of a unit says of an objective and of its alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.plan.slos import Burn, Forecast, Spent, rounded
from monitorgen.units import plain

if TYPE_CHECKING:
    from monitorgen.document import Json
    from monitorgen.plan.slos import BurnPair, SloIntent


def of_slo(intent: SloIntent) -> dict[str, Json]:
    """What an alert means of an objective."""
    slo = intent.slo
    made: dict[str, Json] = {"slo": slo.name, "objective": f"{plain(slo.objective * 100)}%", "period": str(slo.period)}
    if slo.profile != "native":
        made["profile"] = slo.profile
    match intent:
        case Burn(pairs=pairs):
            made["burns"] = [_pair(pair) for pair in pairs]
            if slo.min_events:
                made["min_events"] = slo.min_events
        case Spent(share=share):
            made["spent"] = f"{plain(share * 100)}%"
        case Forecast(ahead=ahead):
            made["ends_within"] = str(ahead)
        case _:
            made["measured"] = "no more"
    return made


def _pair(pair: BurnPair) -> dict[str, Json]:
    return {"long": str(pair.long), "short": str(pair.short), "rate": plain(rounded(pair.factor))}
