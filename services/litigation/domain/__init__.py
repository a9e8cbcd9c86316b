"""Litigation's rules: pure."""
