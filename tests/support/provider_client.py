"""A browser that signs in at an OpenID Connect provider, as far as it sends requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urljoin

import requests
from tests.support.emulator import ACCOUNT, REGION, Emulator


@dataclass
class Client:
    """A browser without scripts and pictures."""

    emulator: Emulator
    session: requests.Session = field(default_factory=requests.Session)

    pages: str = "portal"

    @property
    def portal(self) -> str:
        return f"{self.emulator.url}/_a2i/{self.pages}"

    def get(self, address: str, **how: Any) -> requests.Response:
        return self.session.get(address, timeout=20, **how)

    def answer(self, login: str = "alice", behind: str = "") -> str:
        """Sign in at the provider, which knows who has done so, and return what it answers."""
        query = {"account": ACCOUNT, "region": REGION, "next": behind}
        address = f"{self.portal}/sign-in/provider?{urlencode(query)}"
        page = self.get(address, allow_redirects=False)
        while not page.headers.get("Location", "").startswith(self.portal):
            if page.is_redirect:
                page = self.get(urljoin(page.url, page.headers["Location"]), allow_redirects=False)
            else:
                assert "/interaction/" in page.url, page.text
                page = self.session.post(
                    page.url, {"login": login}, timeout=20, allow_redirects=False
                )
        return page.headers["Location"]

    def sign_in(self, login: str = "alice") -> requests.Response:
        return self.get(self.answer(login))

    def jobs(self) -> Any:
        """Return the jobs that are offered; None to who is not signed in."""
        answer = self.get(f"{self.portal}/jobs.json")
        return answer.json()["jobs"] if answer.status_code == 200 else None
