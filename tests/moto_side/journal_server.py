"""Serves moto with a journal in a directory until it is killed: python journal_server.py DIR."""

import sys
from pathlib import Path

from a2i_emulator.moto_side.app import MotoApp
from a2i_emulator.moto_side.journal import Journal
from a2i_emulator.web.serving import create_server

if __name__ == "__main__":
    moto = MotoApp(Journal(Path(sys.argv[1])))
    moto.warm_up()
    server = create_server(moto, host="127.0.0.1", port=0, threads=8)
    print(server.effective_port, flush=True)  # noqa: T201 - the test reads it
    server.run()
