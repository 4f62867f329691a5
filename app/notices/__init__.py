"""Notices 提醒: what the program tells a user inside the program: which work wants them, and by when.

Invariants: a notice is its reader's alone; its words are a key and what fills it, said in the reader's language; it never
names a place, a unit or a title (domain.md §3.4 rule 4), and of what is not yet released it says only that there is work.
"""
