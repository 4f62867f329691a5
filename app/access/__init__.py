"""Who may do what: one table, one function that asks it."""
