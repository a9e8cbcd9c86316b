"""The rules of guarantee: pure."""
