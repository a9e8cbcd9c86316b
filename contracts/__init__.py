"""The published language of postloan: what travels between systems, and nothing else.

Imports nothing of ours. A message is defined once, in the file of its publisher; JSON Schemas
and the AsyncAPI document are generated from these models and committed.
"""
