"""The AWS SDK for JavaScript; its tests are in ``js``, for node's own test runner."""

from __future__ import annotations

from tests.clients.environments import Run, javascript_clients
from tests.support.emulator import Emulator


def test_the_sdk_for_javascript(run: Run, emulator: Emulator) -> None:
    folder = javascript_clients()
    workteam = emulator.make_workteam()
    emulator.client("s3").create_bucket(Bucket="bucket")

    told = run("node", "--test", folder / "sdk.test.mjs", A2I_TEST_WORKTEAM=workteam)

    assert "# fail 0" in told
    assert "# skipped 0" in told
