"""Evidence bundles 证据包: originals and what proves them in one file, checked without this program (docs/evidence.md §6).

Story: somebody of the office asks for a bundle of a report, or of one finding's whole story, and says why; a job writes it to
disk and records what it made; whoever asked fetches it until it expires. Invariants: what a bundle holds is what he might see
when he asked, and is fetched only while he still may; nothing is called made before its bytes, checked against their hashes,
are on disk.
"""
