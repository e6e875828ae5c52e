"""The fixtures of a served endpoint."""

from tests.support.endpoint import endpoint, endpoint_of_module, process, serve, server

__all__ = ["endpoint", "endpoint_of_module", "process", "serve", "server"]
