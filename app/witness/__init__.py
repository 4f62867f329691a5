"""A witness 见证: a program of its own, run by others than the office, that cosigns a log's checkpoints (C2SP tlog-witness).

It shares nothing with the office but the arithmetic of trees and notes: own folder, own key, own memory. Invariants: what it
cosigns is on its disk before it answers; of one log it never cosigns a smaller tree, nor one that is not the growth of the last.
"""
