"""Disposal (核销与转让): what becomes of a claim that can't be collected.

Owns: the disposal case of a loan with its route, assets taken for debt until they are money, the
write-off with its proofs and the memo claim that stays, the sale of the claim with its notices, and
what counts as recovery. Listens to: monitoring's claims and payments, classification's classes,
guarantee's guarantors and collateral, litigation's stages, officers' commands on its own command
topic. Publishes: payment in kind, write-off, recovery, transfer, remission, blocked acts. Never
does: book a payment (monitoring does, told by us), end a claim by writing it off, count a recovery
twice, or tell a debtor of a write-off.
"""
