"""What a text may carry, pure."""

import re

# a mark stands alone, in brackets, behind 密级 or before its star and term; 保守国家秘密 in a sentence is no mark
_MARK = re.compile(
    r"(?:^|[\s【\[（(〔《:：])\s*(绝\s*密|机\s*密|秘\s*密)\s*(?=$|[\s★☆*】\]）)〕》]|\d)", re.MULTILINE
)  # fmt: skip


def secret_mark(*texts: str) -> str | None:
    """The mark 秘密, 机密 or 绝密 some text carries, if any (domain.md §0.6: 涉密不上网)."""
    for text in texts:
        if found := _MARK.search(text):
            return re.sub(r"\s", "", found[1])
    return None
