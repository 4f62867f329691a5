"""The rulebook: every default marked [P] in domain.md, in one place, with who changed what, since when, and on which document.

Invariants: a rule nobody changed has the value written in `book.py`; a change never alters what was computed before it;
a change may lie ahead and then counts from its day on; nothing is ever removed from the history.
"""
