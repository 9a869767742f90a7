"""The reminder engine while things break, with real processes: `make chaos`, or `bin/chaos --short` for a minute of it.

Each scenario has a database of its own on a PostgreSQL that writes through (fsync on), and a receiver in a process of
its own that has each letter and each webhook on the disk before it says that it took it. What was owed is kept in
plain numbers, when the rows are written; in the end the receiver's file is held against it. So it is not the engine
that says how well the engine did. The inbox is the exception: what it shows are rows.

    kills     workers end by `kill -9` at any instant: nothing lost, at most one repeat on the wire for each kill
    storm     10,000 reminders due at one instant: one message to each person and channel, with all of them in it
    postgres  the database stopped without a checkpoint and started again: at most one repeat for each worker and stop
    clocks    workers two hours ahead and behind: nothing early, nothing twice
    restore   a day-old backup comes back: nothing goes out before the release, nothing twice after it
    smtp      letters refused, unanswered, accepted and not confirmed: what is not sure to have arrived is visible
    redis     the broker killed and emptied under Celery's worker and beat
    callers   two timetables, two workers, the watchdog, calls by hand; then the watchdog alone

`shown twice` counts what has a key on the other side: the inbox by message, webhooks by `webhook-id`. The long form
takes about a quarter of an hour, with the lease of the product (60 s). The short form has a lease of 6 s, smaller
numbers, and two groups of scenarios side by side. The same `--seed` makes the same choices; when a process is hit
still depends on the machine.
"""
