"""How postloan is put on machines: `local` (no Docker, no Java) and `docker`."""
