"""Fieldwork: what a mission's visits brought, and the verbs on a mission that depend on it.

Stands above reports and findings, which stand above missions. Invariants: nothing is counted here that the reader may not see;
a mission leaves the field when no visit is open, is concluded when every report and finding is decided, and goes to the archive
when every confirmed finding has its order.
"""
