"""Examples 典型: what is done well, seen on site, and worth copying.

Story: an inspector brings one from a report, the office drafts one, or a unit puts itself forward; somebody of the field
who did not bring it verifies it on site; the director approves it; the office promotes it, and then everybody may read it;
it is withdrawn if later disproved. Invariants: an example from a sealed report is as sealed as the report, and is not
promoted before the seal is broken; nobody verifies or approves what they brought; a unit never reads who verified it.
"""
