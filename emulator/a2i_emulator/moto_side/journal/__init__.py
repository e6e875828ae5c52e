"""What lies in moto, kept across restarts: a journal of the requests that changed it.

Each such request is written to ``moto.sqlite3`` in the data directory before it is executed, so
that one which cannot be kept is not done; one that moto refuses is taken out again. When
moto is loaded again they are repeated in order, each at the time at which
it first happened and with the same luck (`moment`), so that user pools, subs, app clients,
receipt handles and versions come out with the same ids. One changing request runs at a time;
reads run beside it and are not recorded.

Kept: whatever requests made that AWS answered with success, in every service of moto: buckets
and objects, user pools, groups, users and passwords, rules and targets, topics, roles, queues
with their messages, and so do the emulator's own writes (`Journal.writing`).

Not kept, or not the same: what moto's own background threads do later (Batch, Step Functions)
is done again, with other ids; ids of services that draw them elsewhere (RDS, CloudWatch and
some more); what a call to Describe moves on in services that pretend to need time; tokens of
the SNS platform and the like that moto draws from the operating system.

Not repeated are requests that no longer matter: contents of an S3 object that was overwritten
or deleted since (in buckets without versions and notifications), and the traffic of messages
that were deleted. Everything else costs about a millisecond each at the next start; direct writes
of which there are many, a tenth of that.

Without a data directory the journal is in memory. Then it serves ``GET`` and ``PUT
/_a2i/state`` alone, which hand the same document out and in.

moto has a recorder of its own. It also records what only reads and what failed, before it is
known to; draws new ids when it repeats; sends every request to itself over HTTP; and its file
grows for ever, in the working directory.
"""

from a2i_emulator.moto_side.journal.recorder import Journal, parse_state
from a2i_emulator.moto_side.journal.store import JournalState

__all__ = ["Journal", "JournalState", "parse_state"]
