"""Which function answers which API operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from a2i_emulator.operations import (
    flow_definitions,
    human_loops,
    human_task_uis,
    rekognition,
    subscribed_workteams,
    tags,
    textract,
    workforces,
    workteams,
)
from a2i_emulator.operations.call import ApiCall, Transaction

Request = Mapping[str, Any]
Response = Mapping[str, Any]
Function = Callable[[ApiCall, Request], Response]


@dataclass(frozen=True, slots=True)
class Entry:
    """An operation's function, which opens its transactions, and what comes of it.

    Attributes:
        function: carries it out.
        writes: it may change something.
        settles: what it has made due is done before it is answered.
    """

    function: Function
    writes: bool
    settles: bool = False


def _reads(function: Callable[[Transaction, Request], Response]) -> Entry:
    """Make the entry of an operation that reads in one transaction."""

    @wraps(function)
    def answer(api_call: ApiCall, request: Request) -> Response:
        return api_call.query(lambda tx: function(tx, request))

    return Entry(answer, writes=False)


def _writes(
    function: Callable[[Transaction, Request], Response], *, settles: bool = False
) -> Entry:
    """Make the entry of an operation that writes in one transaction."""

    @wraps(function)
    def answer(api_call: ApiCall, request: Request) -> Response:
        return api_call.change(lambda tx: function(tx, request))

    return Entry(answer, writes=True, settles=settles)


OPERATIONS: Mapping[str, Entry] = {
    "StartHumanLoop": _writes(human_loops.start_human_loop),
    "DescribeHumanLoop": _reads(human_loops.describe_human_loop),
    "ListHumanLoops": _reads(human_loops.list_human_loops),
    "StopHumanLoop": _writes(human_loops.stop_human_loop),
    "DeleteHumanLoop": _writes(human_loops.delete_human_loop),
    "CreateFlowDefinition": Entry(flow_definitions.create_flow_definition, writes=True),
    "DescribeFlowDefinition": _reads(flow_definitions.describe_flow_definition),
    "ListFlowDefinitions": _reads(flow_definitions.list_flow_definitions),
    "DeleteFlowDefinition": _writes(flow_definitions.delete_flow_definition, settles=True),
    "CreateHumanTaskUi": _writes(human_task_uis.create_human_task_ui),
    "DescribeHumanTaskUi": _reads(human_task_uis.describe_human_task_ui),
    "ListHumanTaskUis": _reads(human_task_uis.list_human_task_uis),
    "DeleteHumanTaskUi": _writes(human_task_uis.delete_human_task_ui),
    "RenderUiTemplate": Entry(human_task_uis.render_ui_template, writes=False),
    "CreateWorkforce": _writes(workforces.create_workforce),
    "DescribeWorkforce": _reads(workforces.describe_workforce),
    "UpdateWorkforce": _writes(workforces.update_workforce),
    "ListWorkforces": _reads(workforces.list_workforces),
    "DeleteWorkforce": _writes(workforces.delete_workforce),
    "CreateWorkteam": _writes(workteams.create_workteam),
    "DescribeWorkteam": _reads(workteams.describe_workteam),
    "UpdateWorkteam": _writes(workteams.update_workteam),
    "ListWorkteams": _reads(workteams.list_workteams),
    "DeleteWorkteam": _writes(workteams.delete_workteam),
    "ListLabelingJobsForWorkteam": _reads(workteams.list_labeling_jobs_for_workteam),
    "ListSubscribedWorkteams": _reads(subscribed_workteams.list_subscribed_workteams),
    "DescribeSubscribedWorkteam": _reads(subscribed_workteams.describe_subscribed_workteam),
    "AddTags": _writes(tags.add_tags),
    "ListTags": _reads(tags.list_tags),
    "DeleteTags": _writes(tags.delete_tags),
    "DetectModerationLabels": Entry(rekognition.detect_moderation_labels, writes=True),
    "DetectLabels": Entry(rekognition.detect_labels, writes=False),
    "StartContentModeration": Entry(rekognition.start_content_moderation, writes=True),
    "GetContentModeration": _reads(rekognition.get_content_moderation),
    "AnalyzeDocument": Entry(textract.analyze_document, writes=True),
    "DetectDocumentText": Entry(textract.detect_document_text, writes=False),
    "StartDocumentAnalysis": Entry(textract.start_document_analysis, writes=True),
    "GetDocumentAnalysis": _reads(textract.get_document_analysis),
    "StartDocumentTextDetection": Entry(textract.start_document_text_detection, writes=True),
    "GetDocumentTextDetection": _reads(textract.get_document_text_detection),
}
"""Every operation that the emulator answers itself, by its name in the service models."""
