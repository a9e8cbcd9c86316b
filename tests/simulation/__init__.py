"""The real services on a seeded loop with simulated time, broker and database: docs/faults.md."""
