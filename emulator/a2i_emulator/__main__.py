"""``python -m a2i_emulator``."""

import sys

from a2i_emulator.commands.cli import main

sys.exit(main())
