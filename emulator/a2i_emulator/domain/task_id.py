"""What a worker's task is called in addresses and listings: ``<loop's id>-<task's index>``."""

from __future__ import annotations


def task_id(loop_id: str, index: int) -> str:
    """Return the id of a loop's task."""
    return f"{loop_id}-{index}"


def split_task_id(text: str) -> tuple[str, int] | None:
    """Return the loop's id and the task's index of a task id; None if it is not one."""
    loop_id, _, index = text.rpartition("-")
    is_index = len(index) == 1 and index.isascii() and index.isdecimal()
    return (loop_id, int(index)) if loop_id and is_index else None
