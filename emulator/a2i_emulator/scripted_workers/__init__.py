"""Scripted workers: rules that answer human loops in people's stead.

The rules' format is ``specs/worker-rules.schema.json``; rules written in Python are made with
`rule`.
"""

from a2i_emulator.scripted_workers.rules import BadRuleError, Rule, ScriptedAction, read_rules, rule
from a2i_emulator.scripted_workers.scripted_workers import ScriptedWorkers
from a2i_emulator.scripted_workers.task import ScriptedTask

__all__ = [
    "BadRuleError",
    "Rule",
    "ScriptedAction",
    "ScriptedTask",
    "ScriptedWorkers",
    "read_rules",
    "rule",
]
