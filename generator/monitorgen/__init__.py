"""monitorgen compiles specs of services, SLOs, teams and channels into a checked monitoring stack."""
