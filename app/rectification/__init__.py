"""Rectification 整改: orders 交办单, their deadlines, the unit's submissions, re-inspections 回头看, and the way to closing.

Story: the office orders one unit to put confirmed findings right by a deadline; that releases them; the unit signs for
it and answers; the office accepts, or returns with a reason; serious findings are looked at again on site; findings
are closed one by one and the order closes itself with the last. Invariants: an order carries findings of one unit;
overdue is computed, never a state; a date beyond the known calendar is marked provisional; nobody asks a unit for
photographs without a written reason; the unit never reads an inspector's name.
"""
