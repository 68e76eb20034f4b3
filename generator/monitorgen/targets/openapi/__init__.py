"""The API of a system: the aggregate of its services' OpenAPI documents."""
