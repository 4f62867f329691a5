"""Units 单位: the tree of the county, its villages included.

Invariants: `path` is `/3/17/` over the units' node numbers, both slashes always; a unit and everything below it is
exactly what starts with its path.
"""
