"""存证: what this installation signs, and with what: its keys, their manifest, and the checkpoints of the log (docs/evidence.md).

Invariants: a key is born by `mingcha init`, never at a start; a checkpoint is signed only if the tree the last one named is still
the beginning of what there is. Not here: the log and its arithmetic (`audit`).
"""
