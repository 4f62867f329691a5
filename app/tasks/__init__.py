"""Supervision tasks 督查事项: a matter to be supervised, its lead unit, its date, who goes to look and where.

Invariants: units see a task they lead or assist; inspectors see those given to them; nothing about reports is counted
here, since a count would betray a visit.
"""
