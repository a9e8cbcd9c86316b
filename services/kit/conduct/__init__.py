"""The conduct gate that all services share: what an act towards a person may not be, and the one event
of a refusal.

``shape`` reads the rows, which are dated policies in ``policies/`` here and not a service's own;
``asked`` is an act as the gate reads it, ``rules`` say no, ``blocked`` writes it down. Pure, and without
a code of a practice but those that a rule here stands for. What needs a service's own memory (how often
somebody was called, which agency has a case, which order of a court covers a thing) stays there.
"""
