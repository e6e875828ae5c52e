"""How fast the emulator is, beside what it is compared with; see ``__main__``."""
