"""The rules of disposal: pure, and without a number of their own."""
