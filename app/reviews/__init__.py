"""Reviews 复核: a unit asks for a conclusion to be looked at again, by others than those who made it (条例 Art. 17).

Story: the unit's principal files within 30 days of receipt; a review officer examines the form, the director names handlers,
they advise, a leader decides within 30 days of filing; the decision is sent, signed for, and applied to the findings. Orders run
on meanwhile unless a leader stays them. Invariants: nobody handles what they had a hand in, refused by name and reason; what came
too late is recorded and answered as that; a conclusion has one open review; handlers read originals only while they are assigned.
"""
