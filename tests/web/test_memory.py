"""What a server needs of memory."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from tests.support.emulator import Emulator, until
from tests.support.processes import Process

CLIENTS = 16
SIZE = 20_000_000
MEGABYTE = 1 << 20


def megabytes(process: Process) -> int:
    """Return what a process has of memory, all others' share included."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) * 1024 // MEGABYTE


def test_large_answers_that_nobody_reads_are_not_kept_in_memory() -> None:
    process = Process()
    emulator = Emulator(process)
    s3 = emulator.client("s3")
    try:
        s3.create_bucket(Bucket="bucket")
        s3.put_object(Bucket="bucket", Key="large", Body=bytes(SIZE))
        before = megabytes(process)
        link = urlsplit(
            s3.generate_presigned_url("get_object", {"Bucket": "bucket", "Key": "large"})
        )
        request = f"GET {link.path}?{link.query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        with ExitStack() as stack:
            address = (link.hostname, link.port)
            clients = [
                stack.enter_context(socket.create_connection(address, timeout=60))
                for _ in range(CLIENTS)
            ]
            for client in clients:
                client.sendall(request)
            for client in clients:
                assert client.recv(12, socket.MSG_WAITALL) == b"HTTP/1.1 200"
            until(lambda: megabytes(process), (before + CLIENTS * SIZE // MEGABYTE // 3).__gt__)
    finally:
        process.kill()
