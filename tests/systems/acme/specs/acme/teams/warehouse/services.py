"""The warehouse team runs one controller of robots in each hall: the same service, 292 times."""

from monitorgen import Service, Spec

HALLS = [f"hall-{number:03}" for number in range(1, 293)]

spec = Spec(services={f"robots-{hall}": Service(type=["tier3", "http"], labels={"hall": hall}) for hall in HALLS})
