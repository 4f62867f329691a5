"""The log: every write ends in one append, hash-chained, gap-free, in commit order (design.md D4).

Invariants: the counter row is locked last in the transaction, so index order is commit order on both databases; an
entry is never changed or removed; `verify` recomputes every link from the stored columns alone.
"""
