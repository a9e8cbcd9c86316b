"""Rules of collection: pure, no clock, no effect."""
