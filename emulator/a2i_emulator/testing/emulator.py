"""An emulator as a server in this process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from a2i_emulator import snapshot
from a2i_emulator.protocol.exchange import DEFAULT_REGION
from a2i_emulator.sessions import new_session
from a2i_emulator.testing.a2i import A2I
from a2i_emulator.testing.options import Paths, paths, read_options
from a2i_emulator.testing.surroundings import Changes, known, towards
from a2i_emulator.web.server import build_server

if TYPE_CHECKING:
    from typing_extensions import Self

_KEY = "test"


class Emulator(A2I):
    """A server in this process, for programs in any process and language.

    ::

        with Emulator() as a2i:
            runtime = a2i.client("sagemaker-a2i-runtime")

    It listens once it is made, and until `close`. moto keeps its state once for a process, and so
    emulators that run at the same time in one process share what lies in moto.

    Args:
        region: the Region of `A2I.client` and `A2I.resource` where none is named.
        seed: seed files, ``specs/seed.schema.json``, to apply at the beginning.
        settings: as of the command line: ``activation_delay``, ``strict_names``, ``data_dir`` …;
            ``port`` is a free one unless it is named.

    Attributes:
        endpoint_url: where it is reached, ``http://127.0.0.1:PORT``.

    Raises:
        TypeError: there is no such setting.
        StorageError: the state cannot be opened.
        SeedError: a seed file cannot be applied; names the line.
        OSError: the port cannot be had.
    """

    def __init__(self, *, region: str = DEFAULT_REGION, seed: Paths = (), **settings: Any) -> None:
        given = {"port": 0, **settings, "seed": paths(seed)}
        self._server = build_server(read_options(given))
        super().__init__(self._server.parts, region)
        self._boto3: Any = None
        self.endpoint_url = self._server.url
        self._closing = ExitStack()
        self._closing.enter_context(known(self.endpoint_url))
        self._server.start()

    def close(self) -> None:
        """End the server; what is not in a data directory or database is gone."""
        self._closing.close()
        self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self, region: str, files: Sequence[Path]) -> None:
        """Be as new: empty but for what seed files describe."""
        self.reset()
        self.region = region
        self.prepare(files)

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment variables by which programs that use an AWS SDK find the emulator."""
        return {name: value for name, value in self.surroundings.items() if value is not None}

    @property
    def surroundings(self) -> Changes:
        """`environment`, and as None what else would lead such programs elsewhere."""
        return {
            **towards(self.endpoint_url),
            "AWS_ACCESS_KEY_ID": _KEY,
            "AWS_SECRET_ACCESS_KEY": _KEY,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_REGION": self.region,
        }

    def seed(self, *files: Path | str) -> None:
        """Make what seed files describe. The format is ``specs/seed.schema.json``.

        Raises:
            SeedError: a file cannot be read or applied; names the line.
        """
        self._server.apply_seeds(paths(files))

    def state(self) -> dict[str, Any]:
        """Return the whole state as one JSON-able document, for `load_state`.

        Not in it are the API calls received, and what functions of Python are for.
        """
        return snapshot.dump(self._service, self._parts.moto)

    def load_state(self, document: Mapping[str, Any]) -> None:
        """Replace the whole state by one that `state` has returned, here or elsewhere.

        Raises:
            ValueError: it is no such document; nothing has changed.
        """
        snapshot.load(self._service, self._parts.moto, document)

    def _session(self) -> Any:
        if self._boto3 is None:
            self._boto3 = new_session(
                is_own=True, aws_access_key_id=_KEY, aws_secret_access_key=_KEY
            )
        return self._boto3

    def _connection(self, region_name: str | None, options: Mapping[str, Any]) -> dict[str, Any]:
        return super()._connection(region_name, {"endpoint_url": self.endpoint_url, **options})
