"""Whole lives of loans, played through all six services in one process."""
