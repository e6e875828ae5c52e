"""Seed files: what is to be there from the start. The format is ``specs/seed.schema.json``."""

from a2i_emulator.seed.applying import apply_seeds
from a2i_emulator.seed.clients import Clients, InProcessClients, MockClients
from a2i_emulator.seed.reading import SeedError

__all__ = ["Clients", "InProcessClients", "MockClients", "SeedError", "apply_seeds"]
