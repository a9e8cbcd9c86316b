"""The command line on a stack of its own, which ends with this folder's tests."""
