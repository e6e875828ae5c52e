"""The pytest plugin, in test suites of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from tests.support.review import REVIEW

from a2i_emulator.testing import A2I, Emulator

Run = Callable[..., pytest.RunResult]


def test_importing_the_plugin_costs_next_to_nothing() -> None:
    script = (
        "import pytest, sys; before = set(sys.modules)\n"
        "import a2i_emulator.testing.plugin\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    names = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert names == ["a2i_emulator", "a2i_emulator.testing", "a2i_emulator.testing.plugin"]


def test_the_fixtures_do_not_meet(a2i: Emulator, mock_a2i: A2I) -> None:
    assert a2i is not mock_a2i
    assert a2i.requests() == mock_a2i.requests() == []


SUITE = """
import os
import boto3
import pytest

SEED = "{seed}"

def teams():
    return boto3.client("sagemaker").list_workteams()["Workteams"]

@pytest.mark.a2i(seed=SEED)
def test_a_seed(a2i):
    assert len(teams()) == 1
    assert a2i.requests()[0].operation == "ListWorkteams"
    boto3.client("s3").create_bucket(Bucket="left-over")

def test_empty_again(a2i):
    assert teams() == []
    assert boto3.client("s3").list_buckets()["Buckets"] == []
    assert boto3.client("s3").meta.region_name == "us-east-1"

@pytest.mark.a2i(region="eu-west-1")
class TestMarked:
    def test_region(self, a2i):
        assert teams() == []
        assert a2i.requests()[-1].region == "eu-west-1"

    @pytest.mark.a2i(region="eu-west-2", activation_delay=60)
    def test_the_nearest_marker_counts(self, a2i):
        assert a2i.region == "eu-west-2"
        assert os.environ["AWS_REGION"] == "eu-west-2"

    def test_a_mock(self, mock_a2i):
        assert teams() == []
        assert mock_a2i.requests()[-1].region == "eu-west-1"

def test_the_environment_is_as_before():
    assert "AWS_ENDPOINT_URL" not in os.environ

@pytest.mark.a2i(seed=SEED)
def test_another_process(a2i):
    import subprocess, sys
    script = "import boto3; print(len(boto3.client('sagemaker').list_workteams()['Workteams']))"
    assert subprocess.check_output([sys.executable, "-c", script]).strip() == b"1"
"""


def test_a_suite_on_several_workers(pytester: pytest.Pytester, run_tests: Run) -> None:
    pytester.makepyfile(SUITE.format(seed=REVIEW))
    run_tests("-n", "2", "--strict-markers").assert_outcomes(passed=7)


def test_one_emulator_for_all_tests_of_a_kind(pytester: pytest.Pytester, run_tests: Run) -> None:
    pytester.makepyfile(
        """
        import pytest

        urls = set()

        @pytest.mark.parametrize("number", range(3))
        def test_the_same(a2i, number):
            urls.add(a2i.endpoint_url)
            assert len(urls) == 1

        @pytest.mark.a2i(strict_names=True)
        def test_another(a2i):
            assert a2i.endpoint_url not in urls
        """
    )
    run_tests().assert_outcomes(passed=4)


def test_ini_options(pytester: pytest.Pytester, run_tests: Run) -> None:
    pytester.makeini(
        f"""
        [pytest]
        a2i_region = ap-south-1
        a2i_seed = {REVIEW.name}
        a2i_settings =
            strict_names = true
            activation_delay = 90
        """
    )
    (pytester.path / REVIEW.name).write_bytes(REVIEW.read_bytes())
    pytester.mkdir("sub").joinpath("test_it.py").write_text(
        """
import boto3, pytest

FLOW = "arn:aws:sagemaker:us-east-1:123456789012:flow-definition/review"

def test_settings_and_seed(a2i):
    assert a2i.region == "ap-south-1"
    sagemaker = a2i.client("sagemaker", "us-east-1")
    flow = sagemaker.describe_flow_definition(FlowDefinitionName="review")
    assert flow["FlowDefinitionStatus"] == "Initializing"
    a2i.clock.advance(90)
    runtime = a2i.client("sagemaker-a2i-runtime", "us-east-1")
    content = {"InputContent": '{"text": ""}'}
    with pytest.raises(runtime.exceptions.ValidationException):
        runtime.start_human_loop(
            HumanLoopName="UPPER", FlowDefinitionArn=FLOW, HumanLoopInput=content
        )

@pytest.mark.a2i(seed=())
def test_without(a2i):
    assert a2i.client("sagemaker").list_workteams()["Workteams"] == []
"""
    )
    run_tests("sub").assert_outcomes(passed=2)


def test_wishes_that_cannot_be_granted(pytester: pytest.Pytester, run_tests: Run) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.a2i(strict_name=True)
        def test_setting(a2i):
            pass

        @pytest.mark.a2i(seed="missing.yaml")
        def test_seed(mock_a2i):
            pass

        @pytest.mark.a2i("eu-west-1")
        def test_position(mock_a2i):
            pass

        @pytest.mark.a2i(allowed_hosts=["a2i.test"])
        def test_a_list_is_none_of_these(a2i):
            pass
        """
    )
    result = run_tests()
    result.assert_outcomes(errors=3, passed=1)
    result.stdout.fnmatch_lines(
        [
            "*no such setting: strict_name; there are: *strict_names*",
            "*missing.yaml: No such file or directory*",
            "*the marker a2i takes NAME=VALUE, not 'eu-west-1'*",
        ]
    )


def test_a_line_that_is_no_setting(pytester: pytest.Pytester, run_tests: Run) -> None:
    pytester.makeini("[pytest]\na2i_settings = quotas\n")
    pytester.makepyfile("def test_it(a2i): pass")
    run_tests().stdout.fnmatch_lines(["*a2i_settings: 'quotas' is not like NAME = VALUE*"])


FAILING = """
import boto3
import pytest
from a2i_emulator import mock_a2i as mock

def call():
    runtime = boto3.client("sagemaker-a2i-runtime", region_name="us-east-1")
    try:
        runtime.list_human_loops(FlowDefinitionArn="arn:aws:sagemaker:nowhere")
    except runtime.exceptions.ValidationException:
        pass

def test_with_an_emulator(a2i):
    call()
    assert not "with an emulator"

def test_with_a_mock(mock_a2i):
    call()
    assert not "with a mock"

@mock
def test_with_a_decorator():
    call()
    assert not "with a decorator"

def test_with_none():
    assert not "with none"

@pytest.mark.a2i(seed="{seed}")
def test_with_a_handler(a2i):
    def handler(event):
        raise ValueError("no good")
    a2i.on_event(handler)
    a2i.workers.add(lambda task: {{}}["nothing"])
    content = {{"InputContent": '{{"text": ""}}'}}
    a2i.client("sagemaker-a2i-runtime").start_human_loop(
        HumanLoopName="loop",
        FlowDefinitionArn="arn:aws:sagemaker:us-east-1:123456789012:flow-definition/review",
        HumanLoopInput=content,
    )
    assert len(a2i.tasks()) == 1
    a2i.answer("loop", {{}})
    assert not "with a handler"
"""


def test_the_report_of_a_failed_test(pytester: pytest.Pytester, run_tests: Run) -> None:
    pytester.makepyfile(FAILING.format(seed=REVIEW))
    result = run_tests("-n", "1")
    result.assert_outcomes(failed=5)
    text = result.stdout.str()
    for name in ("test_with_an_emulator", "test_with_a_mock", "test_with_a_decorator"):
        part = section(text, name)
        assert "A2I API calls received" in part
        assert " 400 sagemaker-a2i-runtime ListHumanLoops arn:aws:sagemaker:nowhere" in part
        assert "    ValidationException: " in part
        assert "    because: " in part or "failed to satisfy" in part
    assert "A2I" not in section(text, "test_with_none")
    part = section(text, "test_with_a_handler")
    assert "loop Completed: pending" in part
    assert "pending after 1 attempts: ERROR_FROM_TARGET: ValueError: no good" in part
    assert "A2I scripted workers" in part
    assert "human loop loop: KeyError: 'nothing'" in part


def section(report: str, test: str) -> str:
    """Return the part of a report that is about a test."""
    after = report.split(f"_ {test} _")[1]
    return after.split("\n____")[0].split("short test summary")[0]
