"""What tests of the pages share."""

from tests.pages.portal.conftest import flow, team

__all__ = ["flow", "team"]
