"""Closing matters 办结: what the field found, beside what the unit says, and the verbs on a task.

A room of its own above the reports, because a task may be closed only when the findings of its reports are settled and, if it
is major, after a look on site: tasks lie below both. Invariants: the field's side is shown as far as its reader may see
reports and findings; whoever may close keeps every seal, so the counts that refuse a closing betray nothing.
"""
