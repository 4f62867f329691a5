"""Duties and indicators 履职与指标: what domain.md §5 counts, each figure with the list behind it.

Story: a figure is asked for a period and as of a day; it answers with value, numerator and denominator, split by unit, area or
person, and each opens its list. Duties of departments (a month) and of leaders (a quarter) are counted from missions; the
director may waive one with a reason. Alarms are hints with their reasons: people decide.
Invariants: everything starts from the other rooms' `visible()`, so whoever is not on a seal's list gets figures without it; a
denominator of nothing gives no value; a period holds what its defining date puts there; no ranks, no points, nobody's use of the
program.
"""
