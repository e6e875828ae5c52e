"""Brings what seed files describe into an emulator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from a2i_emulator.domain.names import Scope
from a2i_emulator.formats import FormatError
from a2i_emulator.protocol.exchange import DEFAULT_ACCOUNT, DEFAULT_REGION
from a2i_emulator.seed import objects, people, reviews, topics
from a2i_emulator.seed.clients import Clients
from a2i_emulator.seed.reading import Document, SeedError, read_documents
from a2i_emulator.seed.seeding import Seeding
from a2i_emulator.service import Service

_PARTS: Sequence[Callable[[Seeding], None]] = (
    objects.apply_buckets,
    topics.apply_topics,
    topics.apply_queues,
    topics.apply_rules,
    people.apply_user_pools,
    people.apply_workforce,
    people.apply_workteams,
    people.apply_vendor_workteams,
    reviews.apply_human_task_uis,
    reviews.apply_flow_definitions,
)
"""In the order in which one part may name another's things."""


def apply_seeds(paths: Sequence[Path], service: Service, clients: Clients) -> None:
    """Make what seed files describe, and nothing that is there already.

    Applied twice, a file changes nothing the second time; of a changed file, what can be
    changed is. All files are read before anything is made.

    Args:
        paths: the files, in the order in which they count.
        service: the emulator.
        clients: makes boto3 clients that reach it.

    Raises:
        SeedError: a file cannot be read or applied; the message names file and line.
    """
    documents = [document for path in paths for document in read_documents(path)]
    _apply_predictions(service, documents)
    seedings = [Seeding(document, _scope(document), service, clients) for document in documents]
    for seeding in seedings:
        for part in _PARTS:
            part(seeding)
    _apply_workers(service, documents)
    for seeding in seedings:
        reviews.apply_human_loops(seeding)
    _apply_faults(service, documents)


def _scope(document: Document) -> Scope:
    data = document.data
    return Scope(data.get("account", DEFAULT_ACCOUNT), data.get("region", DEFAULT_REGION))


def _apply_workers(service: Service, documents: Sequence[Document]) -> None:
    """Replace the scripted workers' rules by those of all documents together."""
    scripts = service.ports.scripted_workers
    _gathered(
        documents,
        "workers",
        "rules",
        lambda rules: service.change_scripted_workers(scripts.putting({"rules": rules})),
    )


def _apply_faults(service: Service, documents: Sequence[Document]) -> None:
    _gathered(
        documents, "faults", "faults", lambda faults: service.ports.faults.put({"faults": faults})
    )


def _apply_predictions(service: Service, documents: Sequence[Document]) -> None:
    known = service.ports.predictions
    _gathered(
        documents,
        "predictions",
        "predictions",
        lambda items: service.change(known.putting({"predictions": items})),
    )


def _gathered(
    documents: Sequence[Document], section: str, name: str, put: Callable[[list[Any]], None]
) -> None:
    """Hand over the items of a section of all documents; an error is the item's document's."""
    origins = [
        (document, index)
        for document in documents
        for index in range(len(document.data.get(section, ())))
    ]
    if not origins:
        return
    try:
        put([document.data[section][index] for document, index in origins])
    except FormatError as error:
        raise _error_of(error, name, section, origins) from error


def _error_of(
    error: FormatError, name: str, section: str, origins: Sequence[tuple[Document, int]]
) -> SeedError:
    if len(error.path) > 1 and error.path[0] == name and isinstance(error.path[1], int):
        document, index = origins[error.path[1]]
        place = (section, index, *error.path[2:])
        return document.error(place, str(FormatError(place, error.problem)))
    return origins[0][0].error((section,), str(error))
