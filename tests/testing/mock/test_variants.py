"""FIPS and dual-stack endpoints: what the mock answers without, it answers with."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import boto3
import botocore.session
import pytest
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import ClientError, EndpointProviderError, UnknownServiceError
from moto.backend_index import backend_url_patterns
from moto.core.utils import get_equivalent_url_in_aws_domain
from tests.support.review import FLOW, REVIEW, start

from a2i_emulator import mock_a2i
from a2i_emulator.testing.mock.seam import _AWS_HOSTS
from a2i_emulator.testing.mock.variants import plain_host

REGIONS = ("us-east-1", "cn-north-1", "us-isob-east-1")
VARIANTS = ((False, False), (True, False), (False, True), (True, True))
SESSION = botocore.session.get_session()


def providers() -> Iterator[tuple[str, EndpointProvider]]:
    """Yield each service that botocore has rules for, with what makes addresses of them."""
    loader = SESSION.get_component("data_loader")
    partitions = loader.load_data("partitions")
    for service in SESSION.get_available_services():
        try:
            rules = loader.load_service_model(service, "endpoint-rule-set-1")
        except UnknownServiceError:
            continue
        yield service, EndpointProvider(rules, partitions)


def address(rules: EndpointProvider, region: str, fips: bool, dual: bool) -> str | None:
    try:
        found = rules.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=dual)
    except EndpointProviderError:
        return None
    host: str = urlsplit(found.url).netloc
    return host


def answering(host: str) -> str | None:
    """Return the moto service that answers at a host."""
    url = get_equivalent_url_in_aws_domain(f"https://{host}/")[0].geturl()
    return next((name for name, pattern in backend_url_patterns if pattern.match(url)), None)


def test_every_address_that_botocore_makes() -> None:
    tried, wrong = 0, []
    for service, rules in providers():
        known: str | None = ""
        for region, (fips, dual) in product(REGIONS, VARIANTS):
            host = address(rules, region, fips, dual)
            if host is None:
                continue
            tried += 1
            if not (fips or dual or known is None):
                known = answering(host)
            if not _AWS_HOSTS.search(host) or (known and answering(plain_host(host)) != known):
                wrong.append((service, region, host))
    assert not wrong
    assert tried > 1500


def test_names_of_buckets_are_left_alone() -> None:
    plain = "dualstack.b-fips.s3.us-east-1.amazonaws.com"
    assert plain_host(plain) == plain
    assert plain_host(plain.replace(".s3.", ".s3-fips.dualstack.")) == plain
    assert plain_host("nothing-fips.us-east-1.api.aws") == "nothing-fips.us-east-1.api.aws"


@pytest.mark.parametrize(("fips", "dual"), VARIANTS[1:])
def test_clients(fips: bool, dual: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", str(fips).lower())
    monkeypatch.setenv("AWS_USE_DUALSTACK_ENDPOINT", str(dual).lower())

    def client(service: str) -> Any:
        made = boto3.client(service)
        assert bool(made.meta.config.use_fips_endpoint) is fips
        assert bool(made.meta.config.use_dualstack_endpoint) is dual
        return made

    with mock_a2i(seed=REVIEW) as a2i:
        start(client("sagemaker-a2i-runtime"))
        a2i.answer("loop", {"answer": "yes"})
        flow = client("sagemaker").describe_flow_definition(FlowDefinitionName="review")
        assert flow["FlowDefinitionArn"] == FLOW
        image = {"S3Object": {"Bucket": "none", "Name": "none"}}
        with pytest.raises(ClientError, match="InvalidS3ObjectException"):
            client("rekognition").detect_moderation_labels(Image=image)
        s3 = client("s3")
        for bucket in ("x-fips.y", "x-fips"):  # in the path, and in the host's name
            s3.create_bucket(Bucket=bucket)
            s3.put_object(Bucket=bucket, Key="k/l", Body=b"b")
            assert s3.get_object(Bucket=bucket, Key="k/l")["Body"].read() == b"b"
        sqs = client("sqs")
        queue = sqs.get_queue_url(QueueName="events")["QueueUrl"]
        assert len(sqs.receive_message(QueueUrl=queue)["Messages"]) == 1
        assert client("efs").describe_file_systems()["FileSystems"] == []
        assert client("timestream-query").describe_endpoints()["Endpoints"]
