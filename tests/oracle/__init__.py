"""Brute force beside the services: recomputes answers from raw messages, shares no code."""
