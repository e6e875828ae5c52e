"""S3 at a real endpoint, by boto3."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from a2i_emulator.aws.clients import Clients, client_error, client_errors
from a2i_emulator.aws.s3 import PRESIGNED_FOR, located
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import S3RefusedError


class ClientS3:
    """Objects by a boto3 client: `put`, `get` and `presign` are ports.

    The account is that of boto3's credentials.

    Args:
        endpoint: a URL, or ``aws``.
    """

    def __init__(self, endpoint: str) -> None:
        self._clients = Clients("s3", endpoint)

    def put(
        self,
        scope: Scope,
        uri: str,
        body: bytes,
        *,
        content_type: str,
        kms_key: str | None = None,
    ) -> None:
        """Write an object."""
        location = located(uri)
        encryption = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key} if kms_key else {}
        with _refusals():
            self._clients.of_region(scope.region).put_object(
                Bucket=location.bucket,
                Key=location.key,
                Body=body,
                ContentType=content_type,
                **encryption,
            )

    def get(self, scope: Scope, bucket: str, key: str, version: str | None = None) -> bytes:
        """Read an object."""
        which = {"VersionId": version} if version else {}
        with _refusals():
            answer = self._clients.of_region(scope.region).get_object(
                Bucket=bucket, Key=key, **which
            )
            return bytes(answer["Body"].read())

    def presign(self, scope: Scope, uri: str) -> str:
        """Return the endpoint's own address of the object, signed with boto3's credentials."""
        location = located(uri)
        with _refusals():
            return str(
                self._clients.of_region(scope.region).generate_presigned_url(
                    "get_object",
                    Params={"Bucket": location.bucket, "Key": location.key},
                    ExpiresIn=int(PRESIGNED_FOR.total_seconds()),
                )
            )

    def check(self, region: str, bucket: str) -> None:
        """Look whether a bucket is there, or, without a name, whether S3 knows boto3's credentials.

        Raises:
            S3RefusedError: it is not, or S3 does not tell.
        """
        with _refusals():
            client = self._clients.of_region(region)
            if bucket:
                client.list_objects_v2(Bucket=bucket, MaxKeys=1)
            else:
                client.list_buckets()


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except client_errors() as error:
        raise S3RefusedError(*client_error(error)) from error
