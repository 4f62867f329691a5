"""Users, roles, API clients, sign-in and sessions.

Invariants: an access token is only as good as its session, read anew in every transaction; a refresh token is the
session, a generation and a MAC, so nothing that signs in is ever stored; the immediate predecessor within 30 s returns
the same successor, any older one ends the session (reliability.md S17).
"""
