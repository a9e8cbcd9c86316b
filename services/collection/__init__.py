"""Collection (催收): one case per customer over all loans, and how people may be approached.

Owns: cases and their states, timelines, contacts and the conduct gate before them, promises,
repayment plans, hand-over, agencies, campaigns, referral to law, blacklist entries. Listens to:
monitoring's arrears, claims and payments, guarantee's guarantors, litigation's stages, disposal's
write-offs and transfers, officers' commands on its own command topic. Publishes: the messages of
``contracts.collection``. Never does: contacts anybody (it judges and records), counts a blocked
act as a contact, stops the day counter for a plan, lists anybody by itself, reads a clock, holds a
rule's number in code.
"""
