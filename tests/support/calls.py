"""Errands as operations get them: a real store, moto's S3, predictions without the network."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from tests.support.records import NOW, SCOPE

from a2i_emulator.aws.s3 import MotoS3
from a2i_emulator.operations.call import Call
from a2i_emulator.operations.errand import Errand
from a2i_emulator.operations.ports import Store
from a2i_emulator.predictions.conformity import violations
from a2i_emulator.predictions.source import Predictions
from a2i_emulator.settings import Settings

BASE_URL = "http://127.0.0.1:4224"

T = TypeVar("T")


@dataclass
class OneTransaction:
    """What an errand wants of a database, within a transaction that the test has open."""

    store: Store

    def read(self) -> AbstractContextManager[Store]:
        return nullcontext(self.store)

    def transact(self, work: Callable[[Store], T]) -> T:
        return work(self.store)


def make_errand(store: Store, settings: Settings | None = None) -> Errand:
    """An errand of the tests' account; what it must not use is missing."""

    def make_call(store: Store) -> Call:
        return Call(
            scope=SCOPE,
            request_id="5f9c9a4c-0d3b-4b62-9d8b-2f6a1c3f1a11",
            now=NOW,
            store=store,
            settings=settings or Settings(),
            secret=b"secret",
            base_url=BASE_URL,
        )

    return Errand(
        scope=SCOPE,
        database=cast("Any", OneTransaction(store)),
        call=make_call,
        s3=MotoS3(lambda: BASE_URL),
        render=cast("Any", None),
        predictions=Predictions(violations),
    )
