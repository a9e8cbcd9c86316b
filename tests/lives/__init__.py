"""Whole lives: loans through all six services in one process."""
