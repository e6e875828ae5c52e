"""A worker at the portal by HTTP, who notes all that the portal tells them."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any

from tests.support.emulator import ACCOUNT, REGION, Emulator


@dataclass
class Visit:
    """A signed-in worker.

    Attributes:
        page: the task page that is open.
        task: its task id, as the address has it.
    """

    emulator: Emulator
    name: str
    page: str = ""
    task: str = ""
    _opener: urllib.request.OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(cookies)
        self._post("sign-in", {"account": ACCOUNT, "region": REGION, "name": self.name})

    def rows(self) -> list[dict[str, Any]]:
        """The list of jobs."""
        jobs: list[dict[str, Any]] = json.loads(self._get("jobs.json")[1])["jobs"]
        return jobs

    def start(self, task: str) -> None:
        """Press Start working, and come to the task."""
        self._come_to(*self._post(f"work/{task}/start", {}))

    def shown(self) -> str:
        """What the open task shows."""
        return self._get(f"work/{self.task}/frame")[1]

    def submit(self, answer: Any) -> bool:
        """Hand in the open task, and come to the next one; False if there is none."""
        told = json.loads(self._post(f"work/{self.task}/submit", answer)[1])
        if "/work/" not in told["next"]:
            return False
        self._come_to(*self._get(told["next"].partition("/portal/")[2]))
        return True

    def release(self) -> None:
        """Give the open task back."""
        self._post(f"work/{self.task}/release", {})

    def _come_to(self, address: str, page: str) -> None:
        self.task, self.page = address.rpartition("/")[2], page

    def _get(self, path: str) -> tuple[str, str]:
        with self._opener.open(f"{self.emulator.url}/_a2i/portal/{path}") as answer:
            return answer.url, answer.read().decode()

    def _post(self, path: str, form: Any) -> tuple[str, str]:
        page = self.page or self._get("" if path != "sign-in" else path)[1]
        token = page.partition('csrf_token" value="')[2].partition('"')[0]
        is_json = path.endswith("/submit")
        data = json.dumps(form) if is_json else urllib.parse.urlencode(form)
        request = urllib.request.Request(
            f"{self.emulator.url}/_a2i/portal/{path}", data.encode(), {"X-CSRF-Token": token}
        )
        with self._opener.open(request) as answer:
            return answer.url, answer.read().decode()
