"""Two threads that both need boto3 for the first time, as the look at S3 and moto's loading do."""

from __future__ import annotations

import subprocess
import sys

BOTH = """
import sys, threading
from a2i_emulator.aws.clients import Clients

half, go_on, made = threading.Event(), threading.Event(), []

def in_boto3(frame, event, _):
    if "Session" in frame.f_locals and not half.is_set():
        half.set()
        go_on.wait(10)
    return in_boto3

def import_it():
    is_its = lambda frame: frame.f_code.co_filename.endswith("/boto3/__init__.py")
    sys.settrace(lambda frame, *_: in_boto3 if is_its(frame) else None)
    import boto3

def make_client():
    made.append(Clients("s3", "http://127.0.0.1:1").of_region("us-east-1"))

threads = [threading.Thread(target=import_it), threading.Thread(target=make_client)]
threads[0].start()
half.wait()
threads[1].start()
threads[1].join(1)
go_on.set()
for thread in threads:
    thread.join()
print(len(made))
"""


def test_a_client_is_made_while_another_thread_imports_boto3() -> None:
    done = subprocess.run([sys.executable, "-c", BOTH], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("1", "")
