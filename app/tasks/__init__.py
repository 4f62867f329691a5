"""Supervision tasks 督查事项: a matter to be supervised, its lead unit, its date, who goes to look and where.

Story: the office sets a matter up, alone or with others split from one source; where the rules ask for it a leader approves
it; dispatched 交办 it reaches its lead unit, which signs for it or objects, names who answers for it, reports, and files the
feedback 反馈 that its principal signs; the office returns it or closes it 办结 (the closing room looks at the findings first);
in the end it is filed away. Invariants: units know of a task while it is dispatched, and of those they lead or assist;
inspectors see those given to them; nothing about reports is counted here, since a count would betray a visit; the proposer
never approves, nobody judges their own unit; a suspended task's days move by the working days it rested.
"""
