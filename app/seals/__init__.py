"""Seals 密封: what is still hidden, and who is on its list (domain.md §3.4).

A mission is sealed; what hangs under it carries its id.

Invariants: whoever is not on the list cannot tell a sealed thing from one that never was; a county leader is not cleared by
rank; whoever acts for a visited unit sees nothing before release, whatever other hats he wears; a broken seal is never whole again.
"""
