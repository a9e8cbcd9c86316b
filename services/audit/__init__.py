"""Audit: the journal of every service, kept as it arrived, and what can be rebuilt from it.

Owns: the journal (every stored event of every service, byte for byte, in causal order per loan),
the findings about it, and the answers rebuilt from it: a loan as of a day as known on a day, its
history, the difference between two states of knowledge, the book, the figures of collection with
their dated definitions. Listens to:
``postloan.<service>.journal.v1`` of the services in ``sources``. Publishes: nothing yet. Checks on
arrival: dense positions, versions, hash links, clocks, the links of causes; re-checks all of it
against the services' own stores on demand (``verify``). Never: decides anything, changes or skips
a record, judges by a policy, asks another service, writes to any database but its own.
"""
