"""What a worker wants to see of the list of jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from a2i_emulator.pages.portal.job import Job


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters and the order of the list.

    Attributes:
        text: words that a job's title, description, keywords, flow definition or name has, in
            upper or lower case.
        flow: the ARN of the only flow definition.
        is_mine_only: only jobs with a task in the worker's own hands.
    """

    text: str = ""
    flow: str = ""
    is_mine_only: bool = False
    is_newest_first: bool = False

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Asked:
        """Read the parameters of an address."""
        return cls(
            text=args.get("search", ""),
            flow=args.get("flow", ""),
            is_mine_only=args.get("show") == "mine",
            is_newest_first=args.get("order") == "newest",
        )

    def args(self) -> Mapping[str, Any]:
        """Return the parameters that ask for the same."""
        return {
            "search": self.text or None,
            "flow": self.flow or None,
            "show": "mine" if self.is_mine_only else None,
            "order": "newest" if self.is_newest_first else None,
        }

    @property
    def is_filtered(self) -> bool:
        """Whether some jobs may be left out."""
        return bool(self.text or self.flow or self.is_mine_only)

    def matches(self, job: Job) -> bool:
        """Whether a job is among what was asked for, but for its flow definition."""
        if self.is_mine_only and not job.is_held:
            return False
        if not self.text:
            return True
        review = job.loop.review
        texts = (review.title, review.description, *review.keywords, job.flow, job.loop.name)
        known = "\n".join(texts).casefold()
        return all(word in known for word in self.text.casefold().split())
