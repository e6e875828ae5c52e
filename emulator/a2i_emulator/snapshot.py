"""The whole state of an emulator as one document: A2I's, moto's and the faults to inject."""

from __future__ import annotations

from typing import Any

from a2i_emulator.faults import read_faults
from a2i_emulator.moto_side.app import MotoApp
from a2i_emulator.service import Service
from a2i_emulator.settings import __version__

VERSION = 1


def dump(service: Service, moto: MotoApp) -> dict[str, Any]:
    """Return the state; API calls made meanwhile may be in a part of it.

    Left out are the request history, rules of scripted workers written in Python, and what lies
    in real services that the settings name instead of moto's.
    """
    with service.engine.paused():
        return {
            "version": VERSION,
            "emulator": __version__,
            "a2i": service.database.dump(),
            "moto": moto.dump(),
            "faults": service.ports.faults.list()["faults"],
        }


def load(service: Service, moto: MotoApp, document: Any) -> None:
    """Replace the state by that of a dump.

    Raises:
        ValueError: it is no dump of a known version; nothing has changed.
    """
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise ValueError(f"The state is not a document of version {VERSION}.")
    for part in ("a2i", "moto"):
        if not isinstance(document.get(part), dict):
            problem = f"{part}: the state has to have this part, an object."
            raise ValueError(problem)  # noqa: TRY004 - the type is a document's
    restore_moto = moto.restore(document.get("moto"))
    faults = read_faults({"faults": document.get("faults", [])}, keep_hits=True)
    faults_before = service.ports.faults.replace(())
    with service.engine.paused(afresh=True):
        try:
            service.database.load(document["a2i"])
        except BaseException:
            service.ports.faults.replace(faults_before)
            raise
        restore_moto()
        service.ports.scripted_workers.reset()
        service.history.clear()
        service.engine.take_clock()
    service.ports.faults.replace(faults)
    service.engine.wake()


def reset(service: Service, moto: MotoApp) -> None:
    """Empty everything, and set the clock to real time."""
    service.ports.faults.clear()
    with service.engine.paused(afresh=True):
        moto.reset()
        service.reset()
