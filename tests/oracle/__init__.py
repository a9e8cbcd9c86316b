"""Brute force beside the services: recomputes answers from raw messages and shares no code with them."""
