"""S3 through the emulator's endpoint, beside moto's own server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

from benchmarks import calls, subjects
from benchmarks.api_calls import described
from benchmarks.load import NUMBER, Job, load_generator
from benchmarks.measure import Figure, Goal, Plan, interleaved, ratios

_OBJECT = calls.CONTENT * 6
_REQUESTS = {
    "S3 GetObject": calls.signed("GET", f"/{calls.BUCKET}/object", service="s3"),
    "S3 PutObject": calls.signed("PUT", f"/{calls.BUCKET}/object-{NUMBER}", _OBJECT, service="s3"),
}


def measure(plan: Plan) -> Iterator[Figure]:
    """Compare reading and writing small objects."""
    with ExitStack() as stack:
        servers = [
            stack.enter_context(start()) for start in (subjects.emulator, subjects.moto_server)
        ]
        load = stack.enter_context(load_generator())
        for server in servers:
            s3 = calls.client("s3", server.url)
            s3.create_bucket(Bucket=calls.BUCKET)
            s3.put_object(Bucket=calls.BUCKET, Key="object", Body=_OBJECT.encode())
        for name, request in _REQUESTS.items():
            samples = interleaved(
                {
                    server.name: partial(
                        load.run, Job((server.url,), request, 1, plan.slice_seconds)
                    )
                    for server in servers
                },
                plan.rounds,
            )
            ours, moto = samples.values()
            yield Figure(
                f"{name} through our endpoint: requests/s",
                "moto_server",
                ratios([s.rate for s in ours], [s.rate for s in moto]),
                Goal(2.5, at_least=True),
                f"{described(ours)}; moto_server {described(moto)}",
            )
