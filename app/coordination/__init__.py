"""Coordination 协调调度 and difficulties 困难诉求: what one department cannot settle, and what units ask help with.

Story: the office raises an item from a finding beyond one department's power, names who coordinates and which units take
part, holds a meeting, writes the decision and its deadline, follows it and closes it. Difficulties come from visits (once
their report is accepted) and from the units themselves; a helper is named, answers, and the office closes. Invariants: they
are kept apart from findings and count in none of their figures; a unit sees an item only once its finding is released, and
a difficulty from a visit only once that visit was fed back; nobody of the office is named to a unit.
"""
