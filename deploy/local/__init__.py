"""The embedded stack: real Apache Kafka and real PostgreSQL on a machine that has only Python."""
