"""Activation conditions on a page: what they can be, and what they come to for a response."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from a2i_emulator.domain.activation import Activation, activation, draw_for
from a2i_emulator.domain.ai_request import task_input
from a2i_emulator.domain.explanation import Explained, explain
from a2i_emulator.domain.flow_definition import REKOGNITION_SOURCE, TEXTRACT_SOURCE
from a2i_emulator.domain.selection import Candidates, form_pairs, moderation_labels
from a2i_emulator.formats import FormatError, json_object
from a2i_emulator.operations.activation_conditions import (
    check_activation_conditions,
    condition_types,
)
from a2i_emulator.operations.errors import AwsError
from a2i_emulator.pages.common.words import say
from a2i_emulator.pages.console.forms import Form
from a2i_emulator.service import Service

SOURCE = "HumanLoopRequestSource.AwsManagedHumanLoopRequestSource"
CONDITIONS = (
    "HumanLoopActivationConfig.HumanLoopActivationConditionsConfig.HumanLoopActivationConditions"
)
RECORDED, RESPONSE = "trial.recorded", "trial.response"
SOURCES = (TEXTRACT_SOURCE, REKOGNITION_SOURCE)

_OPERATIONS = {
    REKOGNITION_SOURCE: ("DetectModerationLabels", moderation_labels),
    TEXTRACT_SOURCE: ("AnalyzeDocument", form_pairs),
}
_SHOWN = 50
"""Inferences of one condition, and recordings to choose from; nobody reads on."""

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Trial:
    """What conditions came to for one response.

    Attributes:
        result: the activation.
        conditions: why, for each condition.
        to_review: the inferences that a human would look at; None for the whole response.
        most: how many inferences of one condition are shown.
    """

    result: Activation
    conditions: tuple[Explained, ...]
    to_review: tuple[str, ...] | None
    most: int = _SHOWN


def known_types() -> dict[str, dict[str, dict[str, str]]]:
    """Return the types of conditions by the task type; see `condition_types`."""
    return {source: condition_types(source) for source in SOURCES}


def recorded(service: Service) -> dict[str, list[tuple[str, str]]]:
    """Return what is recorded, by operation: an id and a name for people."""
    with service.view() as store:
        found = {
            operation: service.ports.predictions.known(store, operation)
            for operation, _ in _OPERATIONS.values()
        }
    readers = dict(_OPERATIONS.values())
    return {
        operation: [
            (_id(one.document), _name(one.match, readers[operation](one.response)))
            for one in recordings[:_SHOWN]
        ]
        for operation, recordings in found.items()
    }


def recording_of(service: Service, wanted: str) -> Mapping[str, Any] | None:
    """Return a recorded prediction as a document, by its id; None if it is not there any more."""
    with service.view() as store:
        for operation, _ in _OPERATIONS.values():
            for one in service.ports.predictions.known(store, operation):
                if _id(one.document) == wanted:
                    return one.document
    return None


def sample_input(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a worker template would see of a recorded prediction as its input."""
    operation, response = document["operation"], document["response"]
    seen = dict(_OPERATIONS.values())[operation](response)
    match = document["match"]
    place = {"Bucket": match.get("bucket", "bucket"), "Name": match.get("name", "image.png")}
    member = "Document" if operation == "AnalyzeDocument" else "Image"
    request = {member: {"S3Object": place}, **(document.get("parameters") or {})}
    result = activation(None, seen.inferences, draw_for(b""))
    return task_input(request, response, result, seen.select(result.chosen))


def first_sample(service: Service, source: str) -> str:
    """Return the sample input of a built-in task type's first recorded prediction, as JSON."""
    operation, _ = _OPERATIONS[source]
    with service.view() as store:
        known = service.ports.predictions.known(store, operation)
    return indented(sample_input(known[0].document) if known else {})


def indented(value: Any) -> str:
    """Write JSON for a field in which it is to be changed."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def tried(service: Service, form: Form) -> Trial | None:
    """Try a form's conditions against its response; None, with errors in the form, if one is bad.

    A recorded response that is chosen stands in the form afterwards.
    """
    source, conditions = (form.values.get(name, "") for name in (SOURCE, CONDITIONS))
    if source not in _OPERATIONS:
        form.errors[SOURCE] = say("Only the built-in task types have conditions.")
        return None
    chosen = recording_of(service, form.values.pop(RECORDED, ""))
    if chosen is not None:
        form.values[RESPONSE] = indented(chosen["response"])
    candidates = _candidates(service, source, form)
    if conditions.strip():
        try:
            check_activation_conditions(conditions, source)
        except AwsError as error:
            form.errors[CONDITIONS] = error.message
    if candidates is None or not form.is_fine:
        return None
    # No image is at hand: the response stands for it.
    draw = draw_for(sha256(form.values[RESPONSE].encode()).digest())
    result, told = explain(conditions, candidates.inferences, draw)
    names = [one.name for one in candidates.inferences]
    to_review = None if result.chosen is None else tuple(names[index] for index in result.chosen)
    return Trial(result, told, to_review)


def _candidates(service: Service, source: str, form: Form) -> Candidates | None:
    operation, candidates = _OPERATIONS[source]
    try:
        response = json_object(json.loads(form.values.get(RESPONSE, "")))
        return candidates(service.ports.predictions.read(operation, response))
    except FormatError as error:
        form.errors[RESPONSE] = str(error)
    except (ValueError, RecursionError) as error:
        form.errors[RESPONSE] = say("This is not JSON: %(problem)s", problem=error)
    return None


def _id(document: Mapping[str, Any]) -> str:
    return sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:20]


def _name(match: Mapping[str, str], seen: Candidates) -> str:
    """Name a recording by the image and by what was found in it."""
    image = f"SHA-256 {match['sha256'][:8]}…" if "sha256" in match else "*"
    if "bucket" in match:
        image = f"s3://{match['bucket']}/{match.get('name', '')}"
    names = [one.name for one in seen.inferences]
    more = ", …" if len(names) > _NAMED else ""
    return f"{image}: {', '.join(names[:_NAMED])}{more}"
