"""Working days (domain.md §2.4): holidays and make-up days 调休 as data, legal time, unknown years named as such.

Invariants: `rules` is pure; a date in a year the table does not know is counted Monday to Friday and marked provisional.
"""
