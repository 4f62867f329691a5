"""Results 结果运用 (五位一体): what becomes of findings and good examples beyond rectification.

Story: the program suggests, or the office drafts; a reviewer or the director proposes on confirmed findings or approved
examples; a leader who did not propose approves, by an instrument; praise and criticism are carried out, an interview 约谈
after its notice, accountability and transfers 移送 are handed to the discipline office, which reports the outcome back;
an exposure 曝光 is masked, checked by another, sent to the media and aired; a public pledge is followed until it is kept or
has become a task. Invariants: the office proposes and never punishes (条例 Art. 21, 23); what was handed over is sealed from
everybody but the director, the approving leaders and the discipline office; a unit sees its results once they are out, and
never an inspector's name; nothing but released copies without EXIF leaves in a media package, whose hash is in the log.
"""
