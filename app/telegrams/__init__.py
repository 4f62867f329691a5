"""Telegrams 明电: the office's urgent word to several units, and the orders it carries (domain.md §1 row 18).

Story: the desk drafts it (a body can be written from the orders it will carry, and is edited by hand); somebody else
countersigns, the director or a leader signs, the director issues: only then it has a number, its orders are issued in the
same transaction, and its recipients see it and sign for it, each with person and time. Invariants: recipients see nothing
before issue; after countersigning nothing in it changes, and once issued only a new telegram corrects it; nobody
countersigns or signs what they drafted; what is marked 秘密, 机密 or 绝密 is refused; its draft is sealed as its findings are.
"""
