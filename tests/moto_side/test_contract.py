"""One test for each name of moto and waitress that the gateway and the journal lean on.

None of them is a documented API: an update that moves one fails here, and says which.
"""

from __future__ import annotations

import ast
import inspect
import io
import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from a2i_emulator.moto_side import cloudformation, own_address, step_functions
from a2i_emulator.moto_side.app import MotoApp
from a2i_emulator.moto_side.journal import time_and_random
from a2i_emulator.moto_side.journal.time_and_random import TimeAndSeed, happening
from a2i_emulator.moto_side.managed_policies import aws_policies
from a2i_emulator.moto_side.outgoing import SENDING, MarkedRequests, mark_motos_requests
from a2i_emulator.moto_side.patches import (
    PATCHES,
    READING_TEMPLATES,
    SENDERS,
    TASK_STATE,
    place_of,
)
from a2i_emulator.moto_side.repeating import repeating
from a2i_emulator.protocol.wsgi import Answer, ask

ACCOUNT = "123456789012"


def parameters(function: Callable[..., Any]) -> list[str]:
    return list(inspect.signature(function).parameters)


def test_a_response_finds_its_operation_by_one_method() -> None:
    base = place_of("moto.core.responses:BaseResponse", "_get_action")
    assert parameters(inspect.unwrap(base._get_action)) == ["self"]
    assert parameters(inspect.unwrap(base.setup_class))[:2] == ["self", "request"]
    assert parameters(base._get_action_from_method_and_request_uri) == ["self", "request"]
    source = inspect.getsource(inspect.unwrap(base.setup_class))
    for name in ("self.normalized_request = request", "self.querystring = querystring"):
        assert name in source


def test_who_calls_is_looked_up_by_the_access_key() -> None:
    backend = place_of("moto.sts.models:STSBackend", "get_caller_identity")
    looked_up = inspect.unwrap(backend.get_caller_identity)
    assert parameters(looked_up) == ["self", "access_key_id", "region"]
    asking = import_module("moto.sts.responses").TokenResponse.get_caller_identity
    assert "user_id, arn, account_id = self.backend.get_caller_identity(" in inspect.getsource(
        asking
    )


def call(app: Any, service: str, target: str, body: bytes, **extra: str) -> Answer:
    scope = f"testing/20260101/us-east-1/{service}/aws4_request"
    return ask(
        app,
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "RAW_URI": "/",
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": "localhost",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/x-amz-json-1.0",
            "HTTP_X_AMZ_TARGET": target,
            "HTTP_AUTHORIZATION": f"AWS4-HMAC-SHA256 Credential={scope}, Signature=0",
        }
        | extra,
    )


def test_the_dispatcher_takes_a_factory_of_applications() -> None:
    app = import_module("moto.moto_server.werkzeug_app")
    assert parameters(app.DomainDispatcherApplication) == ["create_app"]
    assert parameters(app.create_backend_app) == ["service"]
    made: list[Any] = []

    def create_app(service: Any) -> Any:
        made.append(service)
        return app.create_backend_app(service)

    dispatcher = app.DomainDispatcherApplication(create_app)
    assert call(dispatcher, "sqs", "AmazonSQS.ListQueues", b"{}").code == 200
    assert made == ["sqs"]


def test_a_service_that_moto_lacks_reaches_the_factory_as_none() -> None:
    app = import_module("moto.moto_server.werkzeug_app")

    def create_app(service: Any) -> Any:
        raise LookupError(service)

    with pytest.raises(LookupError, match="None"):
        call(app.DomainDispatcherApplication(create_app), "frauddetector", "X.Y", b"{}")


def test_the_list_of_modules_is_looked_up_where_we_put_ours(
    moto: MotoApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    backends = import_module("moto.backends")
    ours = backends.list_of_moto_modules()
    assert {"s3", "sqs", "events", "cognitoidp"} <= set(ours)

    def spy() -> Any:
        asked.append("asked")
        return ours

    monkeypatch.setattr(backends, "list_of_moto_modules", spy)
    assert call(moto, "sqs", "AmazonSQS.ListQueues", b"{}").code == 200
    assert asked


def test_exceptions_come_out_of_motos_applications(moto: MotoApp) -> None:
    with pytest.raises(NotImplementedError, match="The list_labeling_jobs action has not been"):
        call(moto.load(), "sagemaker", "SageMaker.ListLabelingJobs", b"{}")


def test_get_account_id_from(moto: MotoApp) -> None:
    models = import_module("moto.iam.models")
    assert parameters(models.get_account_id_from) == ["access_key"]
    assert models.get_account_id_from("unknown") == ACCOUNT == moto.account_of("unknown")


def test_the_account_header() -> None:
    app = MotoApp()
    other = {"HTTP_X_MOTO_ACCOUNT_ID": "222233334444"}
    answer = call(app, "sqs", "AmazonSQS.CreateQueue", b'{"QueueName": "q"}', **other)
    assert b"/222233334444/q" in answer.body
    app.reset()


def test_moto_api_backend_reset(moto: MotoApp) -> None:
    call(moto, "sqs", "AmazonSQS.CreateQueue", b'{"QueueName": "q"}')
    backend = import_module("moto.moto_api._internal.models").moto_api_backend
    assert parameters(backend.reset) == []
    backend.reset()
    queues = import_module("moto.backends").get_backend("sqs")[ACCOUNT]["us-east-1"].queues
    assert queues == {}


def test_the_variable_for_names_with_underscores() -> None:
    request = import_module("moto.core.request")
    assert request.PRESERVED_HEADER_NAMES_ENVIRON_KEY == "moto.preserved_header_names"
    assert request.environ_key_for_header("x-amz-meta-a_b") == "HTTP_X_AMZ_META_A_B"


def test_the_raw_uri() -> None:
    request = import_module("moto.core.request").Request
    made = request({"RAW_URI": "/b/a%2Fb?x", "PATH_INFO": "/b/a/b", "REQUEST_METHOD": "GET"})
    assert made.raw_path == "/b/a%2Fb"


def test_what_the_journal_asks_of_buckets_and_queues(moto: MotoApp) -> None:
    get_backend = import_module("moto.backends").get_backend
    bucket = get_backend("s3")[ACCOUNT]["aws"].create_bucket("box", "us-east-1")
    assert (bucket.versioning_status, bucket.notification_configuration) == (None, None)
    sqs = get_backend("sqs")[ACCOUNT]["us-east-1"]
    dead = sqs.create_queue("dead", None)
    assert sqs.queues["dead"] is dead
    assert (dead.redrive_policy, int(dead.receive_message_wait_time_seconds)) == (None, 0)
    policy = json.dumps({"deadLetterTargetArn": dead.queue_arn, "maxReceiveCount": 1})
    assert sqs.create_queue("q", None, RedrivePolicy=policy).redrive_policy is not None


def test_a_queue_counts_its_messages_by_properties(moto: MotoApp) -> None:
    asked = b'{"QueueName": "q"}'
    assert call(moto, "sqs", "AmazonSQS.CreateQueue", asked).code == 200
    models = import_module("moto.sqs.models")
    sqs = import_module("moto.backends").get_backend("sqs")[ACCOUNT]["us-east-1"]
    seconds = {"shown": None, "hidden": None, "late": 60}
    for body, delay in seconds.items():
        sqs.send_message("q", body, delay_seconds=delay)
    shown, hidden, late = sqs.queues["q"]._messages
    hidden.change_visibility(60)
    assert [(m.visible, m.delayed) for m in (shown, hidden, late)] == [
        (True, False), (False, False), (True, True)
    ]  # fmt: skip
    counts = sqs.get_queue_attributes("q", ["All"])
    names = ("", "NotVisible", "Delayed")
    assert [str(counts[f"ApproximateNumberOfMessages{name}"]) for name in names] == ["1", "1", "1"]
    assert models.Message("id", "body").visible_at == 0


def test_contents_are_closed_by_one_method_in_two_ways(
    moto: MotoApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []
    backend = import_module("moto.backends").get_backend("s3")[ACCOUNT]["aws"]
    backend.create_bucket("box", "us-east-1")

    kind = import_module("moto.s3.models").FakeKey
    dispose = kind.dispose

    def spy(key: Any, garbage: bool = False) -> None:
        told.append(garbage)
        dispose(key, garbage=garbage)

    monkeypatch.setattr(kind, "dispose", spy)
    for content in (b"1", b"2"):
        backend.put_object("box", "k", content)
    assert told == [False, True], "the overwritten one, and then nobody had it"


@pytest.mark.parametrize(
    ("module", "name"), [row for row in PATCHES if row[1] in time_and_random._STAND_INS]
)
def test_modules_that_tell_time_and_luck_their_own_way(module: str, name: str) -> None:
    time_and_random.install()
    assert getattr(import_module(module), name) is time_and_random._STAND_INS[name]


def test_time_and_luck_are_those_of_the_moment() -> None:
    time_and_random.install()
    time_and_random.install()
    draw = import_module("moto.moto_api._internal").mock_random
    utils = import_module("moto.core.utils")
    cognito = import_module("moto.cognitoidp.models")
    s3 = import_module("moto.s3.models")

    def drawn() -> list[Any]:
        return [
            draw.uuid4(), draw.random(), draw.choice("abcdefgh"), draw.randint(0, 10**9),
            draw.get_random_hex(20), draw.choices("abc", k=9), draw.sample(range(99), 5),
            s3.os.urandom(8), utils.utcnow(), utils.unix_time(), s3.datetime.datetime.now(),
            cognito.time.time(),
        ]  # fmt: skip

    with happening(TimeAndSeed(1_600_000_000_123_456, seed=7)):
        first = drawn()
        assert utils.unix_time() == 1_600_000_000.123456
        assert isinstance(utils.utcnow(), s3.datetime.datetime)
    with happening(TimeAndSeed(1_600_000_000_123_456, seed=7)):
        assert drawn() == first
    with happening(TimeAndSeed(1_600_000_000_123_456, seed=8)):
        assert drawn()[0] != first[0]
    assert drawn()[0] != drawn()[0]
    assert utils.unix_time() > 1_700_000_000


def test_services_ask_where_their_server_is(monkeypatch: pytest.MonkeyPatch) -> None:
    step_functions.prepare_step_functions()
    own_address.tell_own_port()
    monkeypatch.delenv("MOTO_PORT", raising=False)
    settings = import_module("moto.settings")
    tasks = import_module("moto.stepfunctions.parser.asl.utils.boto_client")
    own_address.tell_own_port_to_step_functions()
    with own_address.serving_at(4321):
        assert settings.moto_server_port() == "4321"
        client = tasks.boto_client_for("us-east-1", "sqs")
        assert client.meta.endpoint_url == "http://localhost:4321"
        monkeypatch.setattr(settings, "is_docker", lambda: False)  # It would ask the machine.
        assert settings.moto_server_host() == "http://host.docker.internal"
        with own_address.serving_at(4322, is_encrypted=True):
            assert settings.moto_server_host() == "https://host.docker.internal"
            client = tasks.boto_client_for("us-east-1", "sqs")
            assert client.meta.endpoint_url == "https://localhost:4322"
        monkeypatch.setenv("MOTO_PORT", "80")
        assert settings.moto_server_port() == "80"
    for user in ("awslambda", "batch", "cloudformation.custom_model"):
        module = import_module(f"moto.{user}" if "." in user else f"moto.{user}.models")
        assert module.settings is settings


def test_task_states_find_services_by_names_of_boto3() -> None:
    step_functions.prepare_step_functions()
    config = import_module("moto.core.config").default_user_config
    responses = import_module("moto.stepfunctions.responses")
    assert responses.default_user_config is config
    assert config["stepfunctions"] == {"execute_state_machine": False}
    step_functions._teach()
    task = place_of(TASK_STATE, step_functions._NAMES)

    class Task(task):  # type: ignore[misc, valid-type]
        def __init__(self) -> None:
            self.resource = SimpleNamespace(api_name="sagemakera2iruntime")

    Task.__abstractmethods__ = frozenset()
    found = Task()._get_boto_service_name()
    assert found == "sagemaker-a2i-runtime"


def test_types_of_resources_are_looked_up_by_two_functions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cloudformation, "_callers", [])  # of emulators that other tests left open
    cloudformation.teach_cloudformation()
    parsing = import_module("moto.cloudformation.parsing")
    with pytest.warns(UserWarning, match="Tried to parse AWS::SageMaker::Workteam but"):
        assert parsing.parse_resource({"Type": "AWS::SageMaker::Workteam"}, {}) is None
    calls: list[Any] = []
    with cloudformation.making_resources(lambda *call: calls.append(call) or {}):  # type: ignore[func-returns-value]
        made = parsing.parse_and_create_resource(
            "Page",
            {
                "Type": "AWS::SageMaker::HumanTaskUi",
                "Properties": {"HumanTaskUiName": "page", "UiTemplate": {"Content": "x"}},
            },
            parsing.ResourceMap("id", "stack", {}, {}, "us-east-1", ACCOUNT, {}, None),
            ACCOUNT,
            "us-east-1",
        )
    assert made.physical_resource_id.endswith(":human-task-ui/page")
    ((_, operation, members),) = calls
    assert (operation, members["HumanTaskUiName"]) == ("CreateHumanTaskUi", "page")


def test_an_upload_is_answered_by_one_method() -> None:
    response = place_of("moto.s3.responses:S3Response", "_key_response")
    answer = inspect.unwrap(response._key_response)
    assert parameters(answer) == ["self", "request", "full_url"]
    for of in ("get", "put", "delete", "post"):
        assert f"self._key_response_{of}(" in inspect.getsource(answer)
    unpack = inspect.unwrap(response._handle_v4_chunk_signatures)
    assert parameters(unpack) == ["self", "body", "content_length"]
    assert "bytearray(content_length)" in inspect.getsource(unpack)
    upload = import_module("moto.s3.models").FakeMultipart
    assert "self.key_name = key_name" in inspect.getsource(upload.__init__)


def test_the_modules_that_read_templates_are_known() -> None:
    root = Path(str(import_module("moto").__file__)).parent
    found = {
        ".".join(("moto", *path.relative_to(root).with_suffix("").parts))
        for path in root.rglob("*.py")
        if "yaml.load(" in path.read_text(encoding="utf-8")
    }
    assert found == set(READING_TEMPLATES)
    cloudformation.teach_cloudformation()
    read = import_module("moto.cloudformation.models").Stack.parse_template
    assert read("a: !Ref x\nb: !GetAtt c.d\ne: !Sub [f, {g: h}]") == {
        "a": {"Ref": "x"},
        "b": {"Fn::GetAtt": ["c", "d"]},
        "e": {"Fn::Sub": ["f", {"g": "h"}]},
    }
    for tag in ("apply:os.getcwd []", "new:os.getcwd []", "tuple [1]"):
        assert isinstance(read(f"a: !!python/object/{tag}")["a"], dict)


def test_an_execution_that_is_not_started() -> None:
    step_functions._teach()
    models = import_module("moto.stepfunctions.parser.models")
    backend = models.StepFunctionsParserBackend("us-east-1", ACCOUNT)
    definition = json.dumps({"StartAt": "S", "States": {"S": {"Type": "Succeed"}}})
    machine = backend.create_state_machine("m", definition, f"arn:aws:iam::{ACCOUNT}:role/r")
    with repeating():
        execution = backend.start_execution(machine.arn, "e", "{}")
    assert execution.status == "ABORTED"
    assert execution.exec_worker is None
    assert execution.to_describe_output()["status"] == "ABORTED"


def test_an_iam_backend_makes_its_policies_after_a_look_at_the_setting() -> None:
    models = import_module("moto.iam.models")
    asked: list[str] = []

    class Backend(models.IAMBackend):  # type: ignore[misc, name-defined]
        def _init_aws_policies(self) -> Any:
            asked.append("setting")
            return super()._init_aws_policies()

        def _init_managed_policies(self) -> Any:
            asked.append("policies")
            return super()._init_managed_policies()

    with aws_policies():
        backend = Backend("us-east-1", ACCOUNT)
    assert asked == ["setting", "policies"]
    assert len(backend.managed_policies.values()) > 1000
    source = inspect.getsource(models.IAMBackend._init_aws_policies)
    assert "if not load_iam_aws_managed_policies():" in source
    assert parameters(models.AWSManagedPolicy.from_data) == [
        "name", "account_id", "region_name", "data",
    ]  # fmt: skip


def sends_requests(path: Path) -> bool:
    """Tell whether a module calls the library requests to send one."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    sending = ("getattr(requests,", *(f"requests.{name}(" for name in [*SENDING, "Session"]))
    return any(
        ast.unparse(node).startswith(sending)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    )


def test_the_modules_that_send_requests_are_known() -> None:
    """Those that are left out send to moto's own API, in a server of moto's or to replay."""
    own = {"moto.core.authorization", "moto.core.models", "moto.moto_api._internal.recorder.models"}
    root = Path(str(import_module("moto").__file__)).parent
    found = {
        ".".join(("moto", *path.relative_to(root).with_suffix("").parts))
        for path in root.rglob("*.py")
        if "import requests\n" in path.read_text(encoding="utf-8") and sends_requests(path)
    }
    assert found - own == set(SENDERS)
    mark_motos_requests()
    for name in SENDERS:
        assert isinstance(import_module(name).requests, MarkedRequests)
