"""How long a sign-in lasts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from a2i_emulator.security import sessions
from a2i_emulator.security.sessions import Limits, SignIn
from a2i_emulator.storage import open_database

LIMITS = Limits(end=8 * 3_600_000, idle=1_800_000)
MINUTE = 60_000


@given(st.lists(st.integers(1, 60), max_size=30), st.sampled_from([10_000, 60_000, 1_800_000]))
def test_to_its_end_and_as_long_as_it_is_used(pauses: list[int], idle: int) -> None:
    database, limits = open_database(), Limits(16 * idle, idle)
    with database.read() as store:
        sign_in, now = sessions.begin(store, "ann", 0), 0
        for pause in pauses:
            used, now = now, now + pause * idle // 30
            is_over = sessions.is_over(store, sign_in, limits, now)
            assert not is_over or now > limits.end or now - used > idle * 9 // 10
            assert is_over or now - used <= idle
            if is_over:
                break
            sign_in = SignIn.from_json(sign_in.seen_at(now, idle).to_json())
            assert now - sign_in.seen <= MINUTE
    database.close()


def test_until_all_of_its_owner_are_ended() -> None:
    database = open_database()
    with database.write() as store:
        first, other = (sessions.begin(store, who, 0) for who in ("ann", "bob"))
        sessions.end_everywhere(store, "ann")
        second = sessions.begin(store, "ann", 0)
        is_over = [sessions.is_over(store, one, LIMITS, 1) for one in (first, other, second)]
    assert is_over == [True, False, False]
    database.close()
