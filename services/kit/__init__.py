"""Technical code shared by all services, and not itself a service.

Holds no business noun beside ``conduct``: the gate's rows and rules, which no single service owns (ADR 0028).
"""
