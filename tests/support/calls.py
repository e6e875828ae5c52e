"""API calls as operations get them: a real store, moto's S3, predictions without the network."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from tests.support.records import NOW, SCOPE

from a2i_emulator.aws.s3 import MotoS3
from a2i_emulator.operations.call import ApiCall, Policy
from a2i_emulator.operations.ports import Store
from a2i_emulator.predictions.recordings import violations
from a2i_emulator.predictions.source import Predictions

BASE_URL = "http://127.0.0.1:4224"

T = TypeVar("T")


@dataclass
class OneTransaction:
    """What an API call wants of a database, within a transaction that the test has open."""

    store: Store
    secret: bytes = b"secret"

    def read(self) -> AbstractContextManager[Store]:
        return nullcontext(self.store)

    def query(self, work: Callable[[Store], T]) -> T:
        return work(self.store)

    def transact(self, work: Callable[[Store], T]) -> T:
        return work(self.store)


def one_transaction(store: Store) -> Any:
    """A database that is all in one open transaction."""
    return OneTransaction(store)


def make_api_call(store: Store, policy: Policy | None = None) -> ApiCall:
    """An API call of the tests' account; what it must not use is missing."""
    return ApiCall(
        scope=SCOPE,
        request_id="5f9c9a4c-0d3b-4b62-9d8b-2f6a1c3f1a11",
        base_url=BASE_URL,
        database=one_transaction(store),
        now=lambda: NOW,
        policy=policy or Policy(),
        read_object=MotoS3(lambda: BASE_URL).get,
        render=cast("Any", None),
        predict=Predictions(violations).predict,
    )
