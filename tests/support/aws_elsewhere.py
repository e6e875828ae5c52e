"""Another AWS emulator's endpoint: HTTPS with a certificate of its own, for holders of its own key.

``python -m tests.support.aws_elsewhere CERTIFICATE KEY-ID`` writes the certificate and serves moto.
"""

from __future__ import annotations

import datetime
import ipaddress
import sys
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

REFUSED = b"<Error><Code>InvalidAccessKeyId</Code><Message>It is not ours.</Message></Error>"


def write_certificate(path: Path) -> None:
    """Write a self-signed certificate for this machine, and its private key, into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    private = key.private_bytes(
        encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(certificate.public_bytes(encoding) + private)


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
