"""Missions 督查活动: one approved activity, its plan, its team and its sites; sealed when it goes in secret.

Story: somebody of the office or a designated department plans; a leader (or the director) approves; the team signs its
commitment and is sent; sites are unsealed one by one in the field; the leader closes the fieldwork, the director concludes, and
that breaks the seal. Invariants: a covert mission is sealed from its first draft on, and every word of it is encrypted at rest;
nobody approves what he proposed; what was approved is widened only by a new approval; an unopened site has no name on any phone;
the mission has no number before it is concluded, since a gap in the numbers would betray it; whoever reads a
sealed one is written down.
"""
