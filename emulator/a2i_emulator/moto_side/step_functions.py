"""Step Functions, where moto is asked to execute state machines rather than to note executions.

It is asked by its own configuration, ``{"stepfunctions": {"execute_state_machine": true}}``, and
then loads an interpreter, for two seconds. Only then is there anything to do here.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from a2i_emulator.moto_side.own_address import tell_own_port_to_step_functions
from a2i_emulator.moto_side.patches import TASK_STATE, place_of, put
from a2i_emulator.moto_side.repeating import is_repeating

_RESPONSES = "moto.stepfunctions.responses"
_EXECUTION = "moto.stepfunctions.parser.backend.execution"
_NAMES = "_SERVICE_NAME_SFN_TO_BOTO_OVERRIDES"

_NAMES_OF_BOTO3 = {"sagemakera2iruntime": "sagemaker-a2i-runtime"}
"""Services by their name in a state's Resource, where boto3's is another. See
https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html."""


@cache
def prepare_step_functions() -> None:
    """Have moto's Step Functions, which this imports, look here before it executes anything."""
    responses = import_module(_RESPONSES)
    original, config = responses.get_backend, responses.default_user_config

    def get_backend(account: str, region: str) -> Any:
        if config.get("stepfunctions", {}).get("execute_state_machine", False):
            _teach()
        return original(account, region)

    put(_RESPONSES, "get_backend", get_backend)


@cache
def _teach() -> None:
    """Teach the interpreter, which this imports, our port, boto3's names and not to do it again."""
    tell_own_port_to_step_functions()
    names = getattr(place_of(TASK_STATE, _NAMES), _NAMES)
    put(TASK_STATE, _NAMES, {**names, **_NAMES_OF_BOTO3})
    execution = import_module(_EXECUTION)
    start, aborted = execution.Execution.start, execution.ExecutionStatus.ABORTED

    def start_or_abort(self: Any) -> None:
        if not is_repeating():
            start(self)
            return
        self.exec_status, self.stop_date = aborted, self.start_date

    put(f"{_EXECUTION}:Execution", "start", start_or_abort)
