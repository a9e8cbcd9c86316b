"""The independent checker: reads Kafka and PostgreSQL itself and asserts the invariants I1 to I8.

It shares no code with the services, the contract or the console (a test holds it to that): hash
links, shards, event ids and read tables are computed here a second time, from what
docs/data-flow.md and the tables say. A finding names the invariant, the place and both sides.
"""
