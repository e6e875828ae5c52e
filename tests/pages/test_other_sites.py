"""A page on another host, in the same browser, against everything that the emulator serves."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page
from tests.support.endpoint import Endpoint, endpoint, endpoint_of_module, serve

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

__all__ = ["endpoint", "endpoint_of_module", "serve"]

FOREIGN = "evil.example"

ATTACK = """async (base) => {
  const forged = 'X-Amz-Signature=0&X-Amz-Credential=a/20260101/us-east-1/';
  const read = {};
  const attempt = async (name, path, options) => {
    try {
      const answer = await fetch(base + path, options);
      read[name] = answer.type === 'opaque' || answer.status >= 400 ? '' : await answer.text();
    } catch {
      read[name] = '';
    }
  };
  const blind = {method: 'POST', mode: 'no-cors'};
  const json = {'Content-Type': 'application/x-amz-json-1.1'};
  const form = new FormData();
  form.append('key', 'planted');
  form.append('file', new Blob(['x']), 'x');
  await attempt('buckets', '/');
  await attempt('keys', '/box?list-type=2');
  await attempt('object', '/box/secret');
  await attempt('signed object', `/box/secret?${forged}s3/aws4_request`);
  await attempt('put', '/box/planted', {method: 'PUT', body: 'x'});
  await attempt('delete', '/box/secret', {method: 'DELETE'});
  await attempt('upload', '/box', {...blind, body: form});
  await attempt('post', '/box/planted', {...blind, body: 'x'});
  await attempt('start', '/human-loops', {...blind, body: '{"HumanLoopName": "x"}'});
  await attempt('password', '/', {method: 'POST', body: '{}', headers: {...json,
    'X-Amz-Target': 'AWSCognitoIdentityProviderService.AdminSetUserPassword'}});
  const query = 'Action=CreateTopic&Name=planted&Version=2010-03-31';
  await attempt('query', '/', {...blind, body: new URLSearchParams(query)});
  await attempt('signed query', `/?${query}&${forged}sns/aws4_request`, {mode: 'no-cors'});
  await attempt('signed form', `/?${forged}sns/aws4_request`,
    {...blind, body: new URLSearchParams(query)});
  await attempt('state', '/_a2i/state');
  await attempt('advance', '/_a2i/clock', {...blind, body: '{"advanceSeconds": 9}'});
  await attempt('moto state', '/moto-api/data.json');
  await attempt('moto reset', '/moto-api/reset', blind);
  await attempt('moto reset again', '/moto-api//reset', blind);
  const image = new Image();
  image.src = `${base}/?${query}&${forged}sns/aws4_request`;
  await image.decode().catch(() => {});
  return read;
}"""


def blank(_environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """Serve an empty page, whatever is asked for."""
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", "0")])
    return [b""]


@pytest.fixture
def site(serve: Callable[[Any], AbstractContextManager[int]]) -> Iterator[str]:
    """Serve another web site; give its origin."""
    with serve(blank) as port:
        yield f"http://{FOREIGN}:{port}"


@pytest.fixture
def s3(endpoint: Endpoint) -> Any:
    client = endpoint.client("s3")
    client.create_bucket(Bucket="box", ACL="public-read-write")
    client.put_object(Bucket="box", Key="secret", Body=b"mine", ACL="public-read")
    return client


def assert_untouched(endpoint: Endpoint, s3: Any) -> None:
    assert [found["Key"] for found in s3.list_objects_v2(Bucket="box")["Contents"]] == ["secret"]
    assert endpoint.client("sns").list_topics()["Topics"] == []
    with urllib.request.urlopen(f"{endpoint.url}/_a2i/clock") as answer:
        assert json.load(answer)["aheadMs"] == 0


def test_it_reads_and_changes_nothing(page: Page, endpoint: Endpoint, s3: Any, site: str) -> None:
    page.goto(site)
    read = page.evaluate(ATTACK, endpoint.url)
    assert len(read) > 15
    assert set(read.values()) == {""}
    assert_untouched(endpoint, s3)


def test_nor_by_a_name_that_was_re_bound_to_this_machine(
    page: Page, endpoint: Endpoint, s3: Any
) -> None:
    rebound = f"http://{FOREIGN}:{endpoint.port}"
    page.goto(rebound)
    read = page.evaluate(ATTACK, rebound)
    assert set(read.values()) == {""}
    assert_untouched(endpoint, s3)


TRY = """async ([url, method]) => {
  try {
    const cache = 'no-store';
    const answer = await fetch(url, {method, cache, body: method === 'PUT' ? 'theirs' : undefined});
    return answer.ok ? await answer.text() : answer.status;
  } catch {
    return 'kept';
  }
}"""
SHOW = """async ([url, crossOrigin]) => {
  const image = new Image();
  if (crossOrigin) image.crossOrigin = 'anonymous';
  // Whatever a browser has kept, it has not kept this address.
  image.src = `${url}&once=${performance.now()}`;
  return image.decode().then(() => image.naturalWidth, () => 0);
}"""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
    "08d763f8ffff3f0005fe02fedccc59e70000000049454e44ae426082"
)


def test_a_bucket_lets_in_whom_its_rules_name(
    page: Page, endpoint: Endpoint, s3: Any, site: str
) -> None:
    s3.put_object(Bucket="box", Key="image", Body=PIXEL, ContentType="image/png")
    image, text = (
        s3.generate_presigned_url("get_object", {"Bucket": "box", "Key": key})
        for key in ("image", "secret")
    )
    upload = s3.generate_presigned_url("put_object", {"Bucket": "box", "Key": "theirs"})
    page.goto(site)
    assert page.evaluate(SHOW, [image, False]) == 1
    assert page.evaluate(SHOW, [image, True]) == 0
    told = next(call for call in endpoint.service.history.latest() if call.error_code)
    assert told.error_code == "NoCorsRule"
    assert told.error_message is not None
    assert site in told.error_message
    (rule,) = json.loads(told.error_message.partition("such as ")[2])

    def allow(*rules: dict[str, Any]) -> None:
        s3.put_bucket_cors(Bucket="box", CORSConfiguration={"CORSRules": list(rules)})

    allow(rule)
    assert page.evaluate(TRY, [text, "GET"]) == "mine"
    assert page.evaluate(SHOW, [image, True]) == 1
    assert page.evaluate(TRY, [upload, "PUT"]) == "kept"
    allow(rule, {"AllowedMethods": ["PUT"], "AllowedOrigins": [site], "AllowedHeaders": ["*"]})
    assert page.evaluate(TRY, [upload, "PUT"]) == ""
    assert s3.get_object(Bucket="box", Key="theirs")["Body"].read() == b"theirs"
    allow({"AllowedMethods": ["GET"], "AllowedOrigins": ["http://*.example.org"]})
    assert page.evaluate(TRY, [text, "GET"]) == "kept"
