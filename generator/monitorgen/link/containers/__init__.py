"""From what runs for a system to its containers: images, ports of the host, networks, secrets, exporters, the stack."""
