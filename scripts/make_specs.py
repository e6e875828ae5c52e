"""Write ``specs/models/*.json``: the parts of botocore's service models that the emulator serves.

Run it with ``make specs`` after botocore was upgraded, and read the difference. The files are
never edited by hand: what the service does differently from its model is in
``specs/models/deviations.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import botocore
from botocore.loaders import Loader

MODELS = Path(__file__).parents[1] / "specs" / "models"

OPERATIONS: Mapping[str, tuple[str, ...]] = {
    "sagemaker-a2i-runtime": (
        "DeleteHumanLoop",
        "DescribeHumanLoop",
        "ListHumanLoops",
        "StartHumanLoop",
        "StopHumanLoop",
    ),
    "sagemaker": (
        "AddTags",
        "CreateFlowDefinition",
        "CreateHumanTaskUi",
        "CreateWorkforce",
        "CreateWorkteam",
        "DeleteFlowDefinition",
        "DeleteHumanTaskUi",
        "DeleteTags",
        "DeleteWorkforce",
        "DeleteWorkteam",
        "DescribeFlowDefinition",
        "DescribeHumanTaskUi",
        "DescribeSubscribedWorkteam",
        "DescribeWorkforce",
        "DescribeWorkteam",
        "ListFlowDefinitions",
        "ListHumanTaskUis",
        "ListLabelingJobsForWorkteam",
        "ListSubscribedWorkteams",
        "ListTags",
        "ListWorkforces",
        "ListWorkteams",
        "RenderUiTemplate",
        "UpdateWorkforce",
        "UpdateWorkteam",
    ),
    "rekognition": (
        "DetectLabels",
        "DetectModerationLabels",
        "GetContentModeration",
        "StartContentModeration",
    ),
    "textract": (
        "AnalyzeDocument",
        "DetectDocumentText",
        "GetDocumentAnalysis",
        "GetDocumentTextDetection",
        "StartDocumentAnalysis",
        "StartDocumentTextDetection",
    ),
}
"""What the emulator serves of each service; everything else is moto's."""

TOLD_APART = ("s3",)
"""Services of whose calls the emulator tells only which operations they are of."""


def full_model(service: str) -> dict[str, Any]:
    """Return the newest model of a service that the installed botocore knows."""
    model: dict[str, Any] = Loader().load_service_model(service, "service-2")
    return model


def kept_of(service: str) -> dict[str, Any]:
    """Return what is kept of a service's model."""
    model = full_model(service)
    return calls(model) if service in TOLD_APART else trim(model, OPERATIONS[service])


def trim(model: Mapping[str, Any], operations: tuple[str, ...]) -> dict[str, Any]:
    """Keep some operations of a model and every shape they reach, without documentation."""
    kept = {name: without_docs(model["operations"][name]) for name in sorted(operations)}
    names: set[str] = set()
    pending = [name for operation in kept.values() for name in shapes_of(operation)]
    while pending:
        name = pending.pop()
        if name not in names:
            names.add(name)
            pending.extend(shapes_of(model["shapes"][name]))
    return {
        "metadata": dict(model["metadata"]),
        "operations": kept,
        "shapes": {name: without_docs(model["shapes"][name]) for name in sorted(names)},
    }


def calls(model: Mapping[str, Any]) -> dict[str, Any]:
    """Keep of a REST service's model what tells by which call which operation is meant."""
    operations, shapes = {}, {}
    for name, operation in sorted(model["operations"].items()):
        kept = operation.keys() & {"http", "deprecated"}
        operations[name] = {key: operation[key] for key in sorted(kept)}
        input_name = operation.get("input", {}).get("shape")
        shape = model["shapes"].get(input_name, {})
        required = shape.get("required", ())
        members = {
            name: without_docs(node)
            for name, node in shape.get("members", {}).items()
            if node.get("location") == "querystring"
            or (node.get("location") == "header" and name in required)
        }
        if members:
            operations[name]["input"] = {"shape": input_name}
            needed = [name for name in required if name in members]
            shapes[input_name] = {"required": needed, "members": members}
    return {"metadata": dict(model["metadata"]), "operations": operations, "shapes": shapes}


def without_docs(node: Any) -> Any:
    """Copy a part of a model without its documentation strings."""
    if isinstance(node, list):
        return [without_docs(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: without_docs(value)
        for key, value in node.items()
        if not (key in {"documentation", "documentationUrl"} and isinstance(value, str))
    }


def shapes_of(node: Any) -> Iterator[str]:
    """Name the shapes that a part of a model refers to."""
    if isinstance(node, list):
        for item in node:
            yield from shapes_of(item)
    elif isinstance(node, dict):
        if isinstance(node.get("shape"), str):
            yield node["shape"]
        for value in node.values():
            yield from shapes_of(value)


def main() -> None:
    """Write one file for each service."""
    MODELS.mkdir(parents=True, exist_ok=True)
    generated = f"by scripts/make_specs.py from botocore {botocore.__version__}"
    for service in (*OPERATIONS, *TOLD_APART):
        document = {"generated": generated, **kept_of(service)}
        path = MODELS / f"{service}.json"
        path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
        counts = f"{len(document['operations'])} operations, {len(document['shapes'])} shapes"
        print(f"{path.name}: {counts}")


if __name__ == "__main__":
    main()
