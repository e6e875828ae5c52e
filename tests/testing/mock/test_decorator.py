"""`mock_a2i` as a decorator of functions, coroutines, generators and classes."""

from __future__ import annotations

import asyncio
import unittest
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import boto3
import pytest
from botocore.exceptions import NoCredentialsError
from moto import mock_aws

from a2i_emulator import mock_a2i


def teams() -> list[str]:
    """Return the workteams, which only an active mock of ours can tell."""
    found = boto3.client("sagemaker").list_workteams()["Workteams"]
    return [team["WorkteamName"] for team in found]


def bucket_names() -> list[str]:
    return [bucket["Name"] for bucket in boto3.client("s3").list_buckets()["Buckets"]]


def make_bucket(name: str) -> None:
    boto3.client("s3").create_bucket(Bucket=name)


def make_human_task_ui(name: str) -> None:
    boto3.client("sagemaker").create_human_task_ui(
        HumanTaskUiName=name, UiTemplate={"Content": "<p></p>"}
    )


def human_task_uis() -> list[str]:
    found = boto3.client("sagemaker").list_human_task_uis()["HumanTaskUiSummaries"]
    return [ui["HumanTaskUiName"] for ui in found]


@mock_a2i
def test_without_parentheses() -> None:
    assert teams() == []


@mock_a2i()
def test_with_parentheses() -> None:
    assert teams() == []


@mock_a2i(region="eu-west-1", config={"core": {"reset_boto3_session": True}})
def test_with_arguments() -> None:
    assert boto3.client("sagemaker").meta.region_name == "eu-west-1"
    assert teams() == []


@mock_a2i
@pytest.mark.parametrize("number", [1, 2])
def test_with_arguments_of_its_own(number: int, tmp_path: object) -> None:
    assert number
    assert tmp_path
    assert teams() == []


@mock_aws  # type: ignore[untyped-decorator]  # moto is not followed
@mock_a2i
def test_within_motos() -> None:
    assert teams() == []


@mock_a2i
@mock_aws  # type: ignore[untyped-decorator]  # moto is not followed
def test_around_motos() -> None:
    assert teams() == []


def test_the_result_and_the_name_are_the_functions() -> None:
    @mock_a2i
    def compute(left: int, *, right: int) -> int:
        """Compute."""
        return left + right

    assert compute(1, right=2) == 3
    assert (compute.__name__, compute.__doc__) == ("compute", "Compute.")


def test_calls_within_calls() -> None:
    @mock_a2i
    def recurse(depth: int) -> list[str]:
        if depth == 0:
            return human_task_uis()
        make_human_task_ui(f"ui-{depth}")
        return recurse(depth - 1)

    assert sorted(recurse(2)) == ["ui-1", "ui-2"]
    assert recurse(0) == []


def apart(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call it in another thread: the driver of a browser keeps an event loop in this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(function, *arguments).result()


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    return apart(asyncio.run, coroutine)


def test_a_coroutine_function() -> None:
    @mock_a2i
    async def review() -> list[str]:
        make_human_task_ui("ui")
        await asyncio.sleep(0)
        return human_task_uis()

    assert asyncio.iscoroutinefunction(review)
    assert run(review()) == ["ui"]
    assert run(review()) == ["ui"]


def test_an_asynchronous_generator() -> None:
    @mock_a2i
    async def uis() -> AsyncIterator[list[str]]:
        make_human_task_ui("ui")
        yield human_task_uis()
        yield human_task_uis()

    async def collect() -> list[list[str]]:
        return [found async for found in uis()]

    assert run(collect()) == [["ui"], ["ui"]]


def test_what_is_done_to_an_asynchronous_generator_is_done_in_the_mock() -> None:
    seen: list[object] = []

    @mock_a2i
    async def uis() -> AsyncGenerator[str, str]:
        make_human_task_ui("ui")
        try:
            seen.append((yield "first"))
            yield "second"
        except KeyError:
            seen.append("caught")
        finally:
            seen.append(human_task_uis())

    async def use() -> None:
        sent = uis()
        assert await sent.asend(None) == "first"  # type: ignore[arg-type] # as PEP 525 has it
        assert await sent.asend("sent") == "second"
        await sent.aclose()
        async with asynccontextmanager(uis)():
            raise KeyError

    run(use())
    assert seen == ["sent", ["ui"], "caught", ["ui"]]


@pytest.fixture
@mock_a2i
def prepared() -> Iterator[str]:
    make_human_task_ui("prepared")
    yield "prepared"
    assert human_task_uis() == ["prepared"]


def test_a_fixture_that_yields(prepared: str) -> None:
    assert human_task_uis() == [prepared]


@mock_a2i
class TestOfPytest:
    """Each test has a mock, its setup and its fixtures in it."""

    def setup_method(self) -> None:
        make_human_task_ui("set-up")

    @pytest.fixture
    def more(self) -> None:
        make_human_task_ui("fixture")

    @pytest.mark.usefixtures("more")
    @pytest.mark.parametrize("number", [1, 2])
    def test_sees_what_was_set_up_and_no_more(self, number: int) -> None:
        assert sorted(human_task_uis()) == ["fixture", "set-up"]
        make_human_task_ui(f"test-{number}")

    @staticmethod
    def test_static() -> None:
        assert human_task_uis() == ["set-up"]

    def teardown_method(self, method: Any) -> None:
        assert "set-up" in human_task_uis(), method

    class TestInner:
        def test_is_decorated_too(self) -> None:
            assert human_task_uis() == []


class Base:
    def test_inherited(self) -> None:
        assert teams() == []


@mock_a2i()
class TestInherited(Base):
    pass


@mock_a2i
class TestOfUnittest(unittest.TestCase):
    """Each test has a mock from setUp to the last cleanup."""

    def setUp(self) -> None:
        assert human_task_uis() == []
        make_human_task_ui("set-up")
        self.addCleanup(self.check)

    def check(self) -> None:
        assert "cleanup" in human_task_uis()

    def tearDown(self) -> None:
        assert "set-up" in human_task_uis()
        make_human_task_ui("cleanup")

    def test_one(self) -> None:
        make_human_task_ui("one")

    def test_two(self) -> None:
        assert human_task_uis() == ["set-up"]


@mock_a2i
class TestAsynchronous(unittest.IsolatedAsyncioTestCase):
    def run(self, result: unittest.TestResult | None = None) -> unittest.TestResult | None:
        ran: unittest.TestResult | None = apart(super().run, result)
        return ran

    async def asyncSetUp(self) -> None:
        make_human_task_ui("set-up")

    async def test_sees_it(self) -> None:
        assert human_task_uis() == ["set-up"]


class TestStartAndStop(unittest.TestCase):
    def setUp(self) -> None:
        mock = mock_a2i()
        self.a2i = mock.start()
        self.addCleanup(mock.stop)

    def test_the_handle(self) -> None:
        make_human_task_ui("ui")
        assert self.a2i.requests()[-1].operation == "CreateHumanTaskUi"


def test_a_class_that_is_no_test() -> None:
    @mock_a2i
    class Pipeline:
        made: ClassVar[list[str]] = []

        def run(self) -> None:
            make_human_task_ui("ui")
            self.made.extend(human_task_uis())

    Pipeline().run()
    assert Pipeline.made == ["ui"]


def test_what_cannot_be_decorated() -> None:
    with pytest.raises(TypeError, match=r"not 'setup\.yaml'"):
        mock_a2i("setup.yaml")  # type: ignore[call-overload] # wrong


def test_a_setup_that_fails_leaves_no_mock() -> None:
    @mock_a2i
    class Broken:
        def setup_method(self) -> None:
            raise LookupError

    broken: Any = Broken()
    with pytest.raises(LookupError):
        broken.setup_method(None)
    with pytest.raises(NoCredentialsError):
        teams()
