"""Human task UIs: Create, Describe, List and Delete, and RenderUiTemplate.

See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateHumanTaskUi.html.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from a2i_emulator.domain.human_task_ui import HumanTaskUi
from a2i_emulator.domain.names import human_task_ui_arn, own_name
from a2i_emulator.operations import tags
from a2i_emulator.operations.call import ApiCall, Transaction
from a2i_emulator.operations.errors import aws_error
from a2i_emulator.operations.paging import listing, page_response
from a2i_emulator.operations.ports import Database
from a2i_emulator.operations.quotas import Quota, check_count
from a2i_emulator.operations.task_input import NumberError, strict_json

TEMPLATES_PATH = "/_a2i/templates/"
"""What stands before a template's SHA-256 in its URL's path."""

_KIND = "human-task-uis"


def create_human_task_ui(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Keep a worker task template under a name. It is not checked, as AWS does not."""
    name, content = request["HumanTaskUiName"], request["UiTemplate"]["Content"]
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    human_task_ui = HumanTaskUi(tx.scope, name, sha256, created_at=tx.now)
    check_count(tx, tx.store.human_task_uis, Quota.HUMAN_TASK_UIS)
    if not tx.store.human_task_uis.add(human_task_ui):
        raise aws_error("human_task_ui_exists", arn=human_task_ui.arn)
    tx.store.keep_template(sha256, content)
    tx.store.set_tags(human_task_ui.arn, tags.from_list(request.get("Tags")))
    return {"HumanTaskUiArn": human_task_ui.arn}


def describe_human_task_ui(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a human task UI; ``UiTemplate.Url`` serves the template."""
    found = _existing(tx, request["HumanTaskUiName"])
    return {
        "HumanTaskUiArn": found.arn,
        "HumanTaskUiName": found.name,
        "HumanTaskUiStatus": found.status,
        "CreationTime": found.created_at,
        "UiTemplate": {
            "Url": _template_url(tx, found.content_sha256),
            "ContentSha256": found.content_sha256,
        },
    }


def list_human_task_uis(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """List the human task UIs, newest first unless told otherwise."""
    page = tx.store.human_task_uis.page(tx.scope, listing(tx, _KIND, request))
    return page_response(tx, _KIND, "HumanTaskUiSummaries", page, _summary)


def delete_human_task_ui(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Delete a human task UI; human loops that began with it go on."""
    found = _existing(tx, request["HumanTaskUiName"])
    tx.store.human_task_uis.remove(found)
    tx.store.set_tags(found.arn, {})
    return {}


def render_ui_template(api_call: ApiCall, request: Mapping[str, Any]) -> dict[str, Any]:
    """Render a template, given or named, with a task's input.

    See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_RenderUiTemplate.html.
    """
    content = api_call.query(lambda tx: _template_to_render(tx, request))
    try:
        task_input = strict_json(request["Task"]["Input"])
    except NumberError as error:
        raise aws_error("number_not_kept", member="Task.Input", number=error.shown) from error
    except (ValueError, RecursionError) as error:
        raise aws_error("task_input_not_json", reason=f"Task.Input: {error}") from error
    rendered = api_call.render(content, task_input, api_call.scope)
    return {
        "RenderedContent": rendered.html,
        "Errors": [{"Code": e.code, "Message": e.message} for e in rendered.errors],
    }


def template_page(database: Database, sha256: str, signature: str) -> tuple[int, str, str]:
    """Return what stands at a template's URL: HTTP status, content type and text.

    Args:
        database: of the emulator.
        sha256: the template's, as in the URL's path.
        signature: as in its query, where `describe_human_task_ui` has put it.
    """
    made = _signature(database.secret, sha256)
    if not hmac.compare_digest(made.encode(), signature.encode()):
        return _no_template(403, "Forbidden", "The address is not one that was handed out.")
    content = database.query(lambda store: store.template(sha256))
    if content is None:
        return _no_template(404, "NotFound", "There is no such template.")
    return 200, "text/plain; charset=utf-8", content


def _no_template(status: int, code: str, message: str) -> tuple[int, str, str]:
    error = {"code": code, "message": message}
    return status, "application/json", json.dumps({"error": error})


def _signature(secret: bytes, sha256: str) -> str:
    """Return what a template's URL must carry, so that knowing a digest is not enough."""
    return hmac.new(secret, sha256.encode(), "sha256").hexdigest()[:32]


def _template_url(tx: Transaction, sha256: str) -> str:
    signature = _signature(tx.secret, sha256)
    return f"{tx.base_url}{TEMPLATES_PATH}{sha256}?signature={signature}"


def _template_to_render(tx: Transaction, request: Mapping[str, Any]) -> str:
    template, arn_text = request.get("UiTemplate"), request.get("HumanTaskUiArn")
    if (template is None) == (arn_text is None):
        raise aws_error("render_template_or_arn")
    if template is not None:
        return str(template["Content"])
    name = own_name(tx.scope, "human-task-ui", str(arn_text))
    found = name and tx.store.human_task_uis.get(tx.scope, name)
    content = tx.store.template(found.content_sha256) if found else None
    if content is None:
        raise aws_error("human_task_ui_not_found", arn=arn_text)
    return content


def _existing(tx: Transaction, name: str) -> HumanTaskUi:
    found = tx.store.human_task_uis.get(tx.scope, name)
    if found is None:
        raise aws_error("human_task_ui_not_found", arn=human_task_ui_arn(tx.scope, name))
    return found


def _summary(human_task_ui: HumanTaskUi) -> dict[str, Any]:
    return {
        "HumanTaskUiName": human_task_ui.name,
        "HumanTaskUiArn": human_task_ui.arn,
        "CreationTime": human_task_ui.created_at,
    }
