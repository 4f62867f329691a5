"""Evidence 证据: photographs and files tied to a report, submission or re-inspection by their SHA-256.

Story: a manifest declares evidence (id, hash, size, time, place, source); its bytes arrive by tus or multipart, are
verified against the declaration, kept under their hash and receipted; a job then reads EXIF and makes upright copies
in a sandboxed child. Invariants: original bytes never change; what cannot be decoded is still evidence and says so;
units only ever see what was released to them, and never an original.
"""
