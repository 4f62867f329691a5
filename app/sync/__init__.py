"""Pull for phones: what changed after a place in the log, as far as the reader may see it.

Invariants: the cursor is opaque, encrypted, bound to the reader and their grants; entries the reader may not see leave no
trace, not even a page boundary; a change of grants starts a snapshot anew; pushing is the ordinary idempotent writes.
"""
