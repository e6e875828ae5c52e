"""The AWS CLI, ready to run: each line of stdin is a command, each line of stdout how it ended.

It runs in an environment of its own, with the CLI and nothing of this project. What all commands
need to read first is read once; each is then run in a process of its own.
"""

import json
import os
import sys
import tempfile

from awscli.clidriver import create_clidriver

driver = create_clidriver()
for service in ("sagemaker", "sagemaker-a2i-runtime"):
    driver.session.get_service_model(service)

for line in sys.stdin:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as error:
        child = os.fork()
        if not child:
            os.dup2(out.fileno(), 1)
            os.dup2(error.fileno(), 2)
            status = driver.main(json.loads(line))
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        printed = []
        for file in (out, error):
            file.seek(0)
            printed.append(file.read().decode())
    print(json.dumps([status, *printed]), flush=True)  # noqa: T201 - the tests read it
