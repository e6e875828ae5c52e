"""What becomes of flow definitions by themselves: they get Active, and deleted ones go."""

from __future__ import annotations

from dataclasses import replace

from a2i_emulator.domain import flow_definition, life_cycle
from a2i_emulator.domain.flow_definition import FlowDefinition
from a2i_emulator.domain.human_loop import Phase
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import Store
from a2i_emulator.operations.quality_control import forget_all_about

_BATCH = 100


def advance_flow_definition(store: Store, scope: Scope, name: str, now: Instant) -> None:
    """Take a flow definition whose time has come one step further."""
    flow = store.flow_definitions.get(scope, name)
    if flow is None or flow.due_at is None or flow.due_at > now:
        return
    if flow.status == flow_definition.INITIALIZING:
        store.flow_definitions.save(replace(flow, status=flow_definition.ACTIVE, due_at=None))
    elif flow.status == flow_definition.DELETING:
        _delete(store, flow, now)


def _delete(store: Store, flow: FlowDefinition, now: Instant) -> None:
    """Stop and mark the flow definition's loops; when none is left, remove it.

    Loops that a worker has begun keep it Deleting until the worker finishes or runs out of time;
    the last of them to settle wakes it.
    """
    unmarked = store.human_loops.of_flow_definition(flow.arn, _BATCH)
    for loop in unmarked:
        if loop.phase is Phase.SETTLED:
            store.human_loops.remove(loop)
        else:
            store.human_loops.save(life_cycle.discard(loop, now))
    if unmarked or store.human_loops.count_in_flight(flow.arn):
        due_at = now if unmarked else None
        store.flow_definitions.save(replace(flow, due_at=due_at))
        return
    forget_all_about(store, flow)
    store.flow_definitions.remove(flow)
    store.set_tags(flow.arn, {})
