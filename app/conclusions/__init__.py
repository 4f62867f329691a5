"""Conclusions 督查结论: what a mission found of one unit, fed back to it, and the day the unit received it (条例 Art. 16).

Story: the office drafts one per unit, from confirmed findings; a leader signs; the director issues it, which numbers it and
lets the unit read it; the unit signs for it, and from that day it may apply for review 复核; when the days have passed, or the
review has been served, it is final. Invariants: a draft is known to nobody outside the mission's list; who drafts does not
sign; what was stated at issue stays as it was stated; nothing but a receipt starts the clock, and the system never signs.
"""
