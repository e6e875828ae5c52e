"""A user's mistake, told in one line."""


class UsageError(Exception):
    """What the user got wrong; the command ends with exit status 2."""
