"""``python -m document_review submit FILE`` and ``python -m document_review consume``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from document_review.pipeline import Pipeline


def main(arguments: list[str]) -> int:
    pipeline = Pipeline.connect()
    match arguments:
        case ["submit", file]:
            print(json.dumps(pipeline.result(pipeline.submit(Path(file).read_bytes())), indent=2))
        case ["consume"]:
            while pipeline.poll(seconds=20):
                pass
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
