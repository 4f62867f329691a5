"""Reports 暗访报告: what one unannounced visit to one site found, with its evidence.

Story: the phone sends a manifest (idempotent, under the client's id); the server names the photographs still missing;
text reaches the office at once, the report is `submitted` when the last photograph has been verified, and the receipt
names every hash and the log's index; the office accepts it, returns it for more, or voids it. Invariants: the same id
with the same content is one report and one answer; with other content it is a conflict and both are kept; while it is
returned, other content is a new revision and the old one stays; `visible()` alone decides who sees one.
"""
