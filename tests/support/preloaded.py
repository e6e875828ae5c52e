"""What a process is forked from: all of the emulator is imported, and the models of AWS are read.

That takes a second and a half, which no test need see in each of the processes that it starts.
"""

from __future__ import annotations

import gc
import importlib
import pkgutil

import boto3
import pytest
from tests.support import models

import a2i_emulator

ELSEWHERE = ("cognito-idp", "events", "s3", "sqs")
"""The services that an emulator, or a test, may ask in another process."""

OTHERS = (
    *("asyncio", "boto3.s3.inject", "jsonschema", "psycopg_pool"),
    *("moto.moto_server.werkzeug_app", "moto.iam.urls", "moto.kms.urls"),
    *(f"moto.{name.replace('-', '')}.urls" for name in ELSEWHERE),
)


def _import_all() -> None:
    for module in pkgutil.walk_packages(a2i_emulator.__path__, "a2i_emulator."):
        if "testing" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in OTHERS:
        importlib.import_module(name)


def _read_models() -> None:
    models.share(pytest.MonkeyPatch())
    session = boto3.Session("a", "b", region_name="us-east-1")
    for name in ELSEWHERE:
        session.client(name, endpoint_url="http://127.0.0.1:9").close()


_import_all()
_read_models()
# What is there already is in use to the end: no process looks at it again, or copies it for that.
gc.collect()
gc.freeze()
