"""Device keys 设备密钥: which phone's key speaks for whom (docs/evidence.md §2).

Story: somebody of the office hands a person a one-time code, face to face; the phone they are signed in on makes a key that
cannot leave it, proves that it has it, and is enrolled with the code. From then on its photographs carry its signature.
Invariants: a code is used once, dies of five wrong tries, and is kept only as a hash; nobody gives a code to themselves; a key
is one person's for good, lasts 180 days, and is ended by its owner or the office. Not here: what a key signed (`evidence`).
"""
