"""The halls of the warehouse: one service each."""

from monitorgen import Alert, Metric, Service, Spec

HALLS = {"north": 9101, "south": 9102}

spec = Spec(
    services={
        f"hall-{name}": Service(
            address=f"{name}.warehouse.example.org:{port}",
            metrics={"battery_ratio": Metric(type="gauge", labels=["robot"], help="Charge of a robot")},
            alerts={"BatteryLow": Alert(value="battery_ratio", below="10%", for_="5m", severity="critical")},
        )
        for name, port in HALLS.items()
    }
)
