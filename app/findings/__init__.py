"""Findings 问题: one fault, in one report: facts, cause, suggestion, and a person or post that answers for it.

Story: an inspector's report brings them; once the report is accepted the office confirms or rejects each, showing the
author its reason; an order releases them to a unit, numbers them and sets their deadline; the unit's answer claims them
done; the office verifies on paper or on site and closes them 销号. Invariants: before release a unit sees nothing of a
finding; a lowered severity or a rejection carries its reason; the inspector's own words stay in the report's manifest.
"""
