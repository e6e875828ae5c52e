"""Another AWS emulator's endpoint: HTTPS with a certificate of its own, for holders of its own key.

``python -m tests.support.aws_elsewhere CERTIFICATE KEY-ID`` writes the certificate and serves moto.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from tests.support.certificates import write_certificate
from werkzeug.serving import make_server

REFUSED = b"<Error><Code>InvalidAccessKeyId</Code><Message>It is not ours.</Message></Error>"


def guarded(key_id: str) -> Any:
    """Return moto's application, closed to whoever signs with another key."""
    application = DomainDispatcherApplication(create_backend_app)

    def answer(environ: Any, start_response: Any) -> Any:
        if f"Credential={key_id}/" not in environ.get("HTTP_AUTHORIZATION", ""):
            start_response("403 Forbidden", [("Content-Type", "application/xml")])
            return [REFUSED]
        return application(environ, start_response)

    return answer


def main(path: Path, key_id: str) -> None:
    """Serve until the process ends; print the address."""
    write_certificate(path)
    tls = (str(path), str(path))
    server = make_server("127.0.0.1", 0, guarded(key_id), threaded=True, ssl_context=tls)
    print(f"https://127.0.0.1:{server.port}", flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
