"""The demo book: 400 loans, three years, as core banking would send them."""

from pathlib import Path

DEMO_FEED = Path(__file__).with_name("book-101.jsonl.gz")
