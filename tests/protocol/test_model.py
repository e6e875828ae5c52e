"""The trimmed models: that they are what botocore has, and that all of them is implemented."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import botocore
import pytest

from a2i_emulator.formats import specs_path
from a2i_emulator.protocol import load
from a2i_emulator.protocol.java import matcher
from a2i_emulator.protocol.model import SERVICES
from a2i_emulator.protocol.shape import ShapeReader

SCRIPT = Path(__file__).parents[2] / "scripts" / "make_specs.py"


def make_specs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_specs", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SPECS = make_specs()


def committed(service: str) -> dict[str, Any]:
    path = specs_path() / "models" / f"{service}.json"
    model: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return model


def version_of(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[-3:])


def differences(path: str, ours: Any, theirs: Any) -> Iterator[str]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in ours.keys() | theirs.keys():
            if key not in ours:
                yield f"{path}.{key} is only in botocore {botocore.__version__}"
            elif key not in theirs:
                yield f"{path}.{key} is only in specs/models"
            else:
                yield from differences(f"{path}.{key}", ours[key], theirs[key])
    elif ours != theirs:
        yield f"{path} is {ours!r} in specs/models, {theirs!r} in botocore {botocore.__version__}"


@pytest.mark.parametrize("service", [*SERVICES, *SPECS.TOLD_APART])
def test_the_models_are_those_of_the_installed_botocore(service: str) -> None:
    ours = committed(service)
    generated = ours.pop("generated")
    theirs = SPECS.kept_of(service)
    found = sorted(differences(service, ours, theirs))
    if version_of(botocore.__version__) < version_of(generated):
        # An older botocore may lack what is new, but not have what we do not know.
        found = [line for line in found if re.search(r"\.members\.\w+ is only in botocore", line)]
    assert not found, "run `make specs` and read the difference:\n" + "\n".join(found)


@pytest.mark.parametrize("service", SERVICES)
def test_what_botocore_adds_to_a_model_is_noticed(service: str) -> None:
    model = json.loads(json.dumps(SPECS.full_model(service)))
    operation = model["operations"][SPECS.OPERATIONS[service][0]]
    model["shapes"][operation["input"]["shape"]]["members"]["Novelty"] = {"shape": "Novel"}
    model["shapes"]["Novel"] = {"type": "string"}
    ours = SPECS.trim(SPECS.full_model(service), SPECS.OPERATIONS[service])
    theirs = SPECS.trim(model, SPECS.OPERATIONS[service])
    assert any("members.Novelty is only in" in line for line in differences("x", ours, theirs))


def test_we_serve_every_operation_of_the_runtime() -> None:
    names = SPECS.full_model("sagemaker-a2i-runtime")["operations"].keys()
    assert names == load("sagemaker-a2i-runtime").operations.keys()


@pytest.mark.parametrize("service", SERVICES)
def test_we_serve_every_operation_on_a_resource_of_a2i(service: str) -> None:
    kinds = re.compile("FlowDefinition|HumanTaskUi|Workforce|Workteam|UiTemplate")
    names = {name for name in SPECS.full_model(service)["operations"] if kinds.search(name)}
    assert names <= load(service).operations.keys()


@pytest.mark.parametrize("service", SERVICES)
def test_everything_compiles(service: str) -> None:
    for operation in load(service).operations.values():
        assert callable(operation.reader)
        assert callable(operation.cbor_reader)
        assert callable(operation.writer)
        assert callable(operation.cbor_writer)
        assert operation.check is not None
        assert operation.strict_check is not None


@pytest.mark.parametrize("service", SERVICES)
def test_every_pattern_can_be_translated(service: str) -> None:
    for shape in committed(service)["shapes"].values():
        if "pattern" in shape:
            assert callable(matcher(shape["pattern"]))


@pytest.mark.parametrize(
    "shape",
    [
        {"type": "structure", "members": {}, "xmlNamespace": "x"},
        {"type": "structure", "members": {"A": {"shape": "S", "streaming": True}}},
        {"type": "structure", "members": {"A": {"shape": "S", "location": "hostLabel"}}},
    ],
)
def test_a_trait_that_is_not_implemented_is_refused(shape: dict[str, Any]) -> None:
    reader = ShapeReader({"S": {"type": "string"}, "T": shape}, {})
    with pytest.raises(ValueError, match="unknown"):
        reader.shape({"shape": "T"})


def test_the_deviations_name_real_shapes_and_say_why() -> None:
    deviations = json.loads((specs_path() / "models" / "deviations.json").read_text("utf-8"))
    for entry in deviations["shapes"]:
        assert entry["shape"] in committed(entry["service"])["shapes"]
    for entry in deviations["shapes"] + deviations["violations"]:
        assert entry["reason"]
        assert entry["source"]


def test_error_statuses_are_the_models() -> None:
    statuses = load("sagemaker-a2i-runtime").operations["StartHumanLoop"].statuses
    assert statuses == {
        "ValidationException": 400,
        "ThrottlingException": 429,
        "ServiceQuotaExceededException": 402,
        "InternalServerException": 500,
        "ConflictException": 409,
    }
    assert load("sagemaker").operations["DescribeFlowDefinition"].statuses == {
        "ResourceNotFound": 400
    }
