"""Human review of the predictions of Rekognition and Textract: A2I's built-in task types.

See https://docs.aws.amazon.com/sagemaker/latest/dg/a2i-task-types-general.html.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from a2i_emulator.domain import flow_definition
from a2i_emulator.domain.activation import activation, draw_for
from a2i_emulator.domain.ai_request import parameters, task_input
from a2i_emulator.domain.flow_definition import FlowDefinition
from a2i_emulator.domain.human_loop import FINAL, HumanLoop
from a2i_emulator.domain.names import own_name
from a2i_emulator.domain.selection import Candidates
from a2i_emulator.operations import human_loops
from a2i_emulator.operations.call import ApiCall, Transaction
from a2i_emulator.operations.errors import AwsError, aws_error
from a2i_emulator.operations.ports import S3RefusedError

Message = Mapping[str, Any]

ACTIVATED = "ConditionsEvaluation"
"""The one reason for a review. The service's own values are not known for certain."""


@dataclass(frozen=True, slots=True)
class TaskType:
    """A built-in task type.

    Attributes:
        source: AwsManagedHumanLoopRequestSource.
        operation: the operation whose predictions are reviewed.
        member: where its request holds the image.
        check_image: raises an AwsError for an image that the service does not read.
        candidates: what conditions look at in its response.
    """

    source: str
    operation: str
    member: str
    check_image: Callable[[bytes], None]
    candidates: Callable[[Message], Candidates]


def answer(api_call: ApiCall, task_type: TaskType, request: Message) -> dict[str, Any]:
    """Predict, and have the prediction reviewed where the flow definition's conditions are met.

    Raises:
        AwsError: the image cannot be had or read, the prediction failed, or the flow definition
            or the human loop that is due was refused.
    """
    wants_review = "HumanLoopConfig" in request
    if wants_review:
        if api_call.policy.new_customer:
            raise invalid_parameters("A2I is closed to new customers, which this account is.")
        api_call.query(lambda tx: _flow_to_review(tx, task_type, request))
    image = image_of(api_call, request, task_type.member)
    task_type.check_image(image)
    response = api_call.predict(
        api_call.database, api_call.scope.region, task_type.operation, request, image
    )
    if not wants_review:
        return response
    output = api_call.change(lambda tx: _review(tx, task_type, request, image, response))
    return {**response, "HumanLoopActivationOutput": output}


def _flow_to_review(tx: Transaction, task_type: TaskType, request: Message) -> FlowDefinition:
    """Return the flow definition that a request names.

    Raises:
        AwsError: InvalidParameterException, for a flow definition that is not there, not Active
            or made for something else. The reason tells which.
    """
    arn_text = request["HumanLoopConfig"]["FlowDefinitionArn"]
    name = own_name(tx.scope, "flow-definition", arn_text)
    flow = name and tx.store.flow_definitions.get(tx.scope, name, shared=True)
    if not flow:
        raise invalid_parameters(f"There is no flow definition {arn_text}.")
    if flow.source != task_type.source:
        raise invalid_parameters(
            f"The flow definition {flow.name} is for {flow.source or 'custom tasks'}, "
            f"not for {task_type.source}."
        )
    if flow.status != flow_definition.ACTIVE:
        status = flow.status_told_at(tx.now)
        raise invalid_parameters(f"The flow definition {flow.name} is {status}.")
    return flow


def image_of(api_call: ApiCall, request: Message, member: str) -> bytes:
    """Return the image that a member of a request carries or points to.

    Raises:
        AwsError: InvalidParameterException or InvalidS3ObjectException.
    """
    image = request[member]
    place = image.get("S3Object")
    if (place is None) == (image.get("Bytes") is None):
        raise invalid_parameters(f"{member} needs one of Bytes and S3Object.")
    if place is None:
        return bytes(image["Bytes"])
    if "Bucket" not in place or "Name" not in place:
        raise invalid_parameters("S3Object needs Bucket and Name.")
    try:
        return api_call.read_object(
            api_call.scope, place["Bucket"], place["Name"], place.get("Version")
        )
    except S3RefusedError as error:
        raise aws_error("invalid_s3_object", reason=f"{error.code}: {error}") from error


def _review(
    tx: Transaction, task_type: TaskType, request: Message, image: bytes, response: Message
) -> dict[str, Any]:
    """Evaluate the conditions, and begin the human loop if they are met.

    The flow definition is read again: it may be another one since the image was fetched.
    """
    flow = _flow_to_review(tx, task_type, request)
    candidates = task_type.candidates(response)
    draw = draw_for(_sampling_seed(task_type, request, flow, image))
    result = activation(flow.activation_conditions, candidates.inferences, draw)
    output: dict[str, Any] = {
        "HumanLoopActivationReasons": [ACTIVATED] if result.met else [],
        "HumanLoopActivationConditionsEvaluationResults": _json(result.results),
    }
    if result.met:
        content = task_input(request, response, result, candidates.select(result.chosen))
        output["HumanLoopArn"] = _begin(tx, flow, request["HumanLoopConfig"], content).arn
    return output


def invalid_parameters(reason: str) -> AwsError:
    """Return the services' one answer to bad parameters; the reason is for the history."""
    return aws_error("invalid_parameters", reason=reason)


def _begin(tx: Transaction, flow: FlowDefinition, config: Message, content: Message) -> HumanLoop:
    name = config["HumanLoopName"]
    try:
        return human_loops.begin(tx, flow, name, _json(content), config.get("DataAttributes"))
    except AwsError as error:
        raise _in_own_words(tx, flow, name, error) from error


def _in_own_words(tx: Transaction, flow: FlowDefinition, name: str, error: AwsError) -> AwsError:
    """Turn an error of the A2I runtime into Rekognition's or Textract's."""
    if error.code == "ConflictException":
        existing = tx.store.human_loops.get(tx.scope, name)
        finished = existing is not None and existing.status in FINAL
        state = "finished" if finished else "active"
        return aws_error(f"built_in_human_loop_{state}", reason=error.reason, name=name)
    if error.code == "ServiceQuotaExceededException":
        own = aws_error("built_in_human_loop_quota", reason=error.reason, arn=flow.arn)
        own.members = {"ResourceType": "human-loop", "ServiceCode": "sagemaker"}
        return own
    return invalid_parameters(error.reason or error.message)


def _sampling_seed(
    task_type: TaskType, request: Message, flow: FlowDefinition, image: bytes
) -> bytes:
    """Digest what makes two requests the same: not the human loop's name, nor the image's place."""
    same = [task_type.operation, flow.arn, parameters(request)]
    return hashlib.sha256(hashlib.sha256(image).digest() + _json(same).encode()).digest()


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
