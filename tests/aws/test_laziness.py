"""Nothing heavy is imported before it is needed."""

from __future__ import annotations

import subprocess
import sys


def test_wiring_imports_neither_moto_nor_boto3() -> None:
    code = (
        "import sys\n"
        "from a2i_emulator.aws.connect import connect\n"
        "from a2i_emulator.settings import Settings\n"
        "connect(Settings(), now=lambda: 0, base_url=str)\n"
        "connect(Settings(s3_endpoint='aws', events_endpoint='aws', cognito_endpoint='aws'),"
        " now=lambda: 0, base_url=str)\n"
        "heavy = {'moto', 'boto3', 'botocore', 'urllib3', 'werkzeug', 'flask'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
