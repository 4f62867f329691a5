"""Deadlines 期限: everything somebody owes by a day, and what happens as that day comes and passes.

Story: nobody schedules anything. Every few minutes a sweep reads what is owed now (`sources`), computes from the calendar and
the rulebook which reminders and escalations should have happened by now (`rules`), and does those that have not (`service`),
in the order they were due, each in one transaction with its notices. Invariants: one act of one obligation for one due date
happens once, whatever is killed and however many workers sweep: a unique key says so; a changed date drops what was not yet
done and brings acts of its own; what is suspended, answered or closed owes nothing and acts nothing.
"""
