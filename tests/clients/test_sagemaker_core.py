"""sagemaker-core's resource classes, as users of the SageMaker Python SDK have them."""

from __future__ import annotations

from tests.clients.environments import SCRIPTS, Run, python_client


def test_resources_are_made_waited_for_found_and_deleted(run: Run) -> None:
    printed = run(python_client("sagemaker-core"), SCRIPTS / "sagemaker_core_tour.py")

    assert printed.endswith("done")
