"""A browser that signs in at an OpenID Connect provider, as far as it sends requests."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
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
        return self.answer_to(f"{self.portal}/sign-in/provider?{urlencode(query)}", login)

    def answer_to(self, address: str, login: str) -> str:
        """Follow what leads to the provider, sign in there if asked, and return its answer."""
        page = self.get(address, allow_redirects=False)
        while not page.headers.get("Location", "").startswith(self.portal):
            if page.is_redirect:
                page = self.get(urljoin(page.url, page.headers["Location"]), allow_redirects=False)
            elif "/interaction/" in page.url:
                page = self._post(page.url, {"login": login})
            else:
                # A form that a script sends: another one's session there has to end first.
                (action,) = re.findall('action="([^"]*)"', page.text)
                fields = re.findall('name="([^"]*)" value="([^"]*)"', page.text)
                page = self._post(unescape(action), dict(fields))
        return page.headers["Location"]

    def _post(self, address: str, form: dict[str, str]) -> requests.Response:
        return self.session.post(address, form, timeout=20, allow_redirects=False)

    def sign_in(self, login: str = "alice") -> requests.Response:
        return self.get(self.answer(login))

    def as_somebody_else(self, page: requests.Response, login: str) -> requests.Response:
        """Sign in as somebody else than the one who was refused, as the page offers it."""
        link = re.search(r'href="([^"]*)"[^>]*>Sign in as somebody else<', page.text)
        assert link is not None, page.text
        return self.get(self.answer_to(urljoin(page.url, unescape(link[1])), login))

    def jobs(self) -> Any:
        """Return the jobs that are offered; None to who is not signed in."""
        answer = self.get(f"{self.portal}/jobs.json")
        return answer.json()["jobs"] if answer.status_code == 200 else None
