"""Draws every state machine of the program into machines.md, from the tables the program itself follows.

`python docs/machines.py` writes the file; `python docs/machines.py --check` fails when it is stale.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from app.core.machine import verb_label
from app.core.problem import messages
from app.vocabulary import MACHINES

PLACE = Path(__file__).parent / "machines.md"
HEAD = """# State machines

Written by `python docs/machines.py` from the tables in each room's `states.py`: the same rows that the API follows and the
screens' buttons come from (`GET /api/v1/dictionary`). An arrow reads *verb (who may: the permission it needs)*; who holds a
permission is in `app/access/policy.py`. `system` is the program's own move.
"""


def drawn() -> str:
    """The whole file."""
    parts = [HEAD]
    for machine, moves in MACHINES.items():
        states = messages("zh-CN")["labels"].get(f"{machine}_state", {})
        parts.append(f"\n## {machine}\n\n```mermaid\nstateDiagram-v2")
        seen = dict.fromkeys(str(state) for move in moves for state in (move.source, move.target))
        parts += [f"  {state}: {state} {states.get(state, '')}".rstrip() for state in seen]
        parts += [f"  {m.source} --> {m.target}: {m.verb} {verb_label(machine, str(m.verb), 'zh-CN')} ({m.needs})" for m in moves]
        parts.append("```")
    return "\n".join(parts) + "\n"


def main() -> int:
    """Write, or check."""
    if "--check" in sys.argv:
        return int(PLACE.read_text(encoding="utf-8") != drawn())
    PLACE.write_text(drawn(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
