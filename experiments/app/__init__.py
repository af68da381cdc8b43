"""The classroom's page: a small ASGI server that lives paired worlds for whoever looks, and writes nothing."""
