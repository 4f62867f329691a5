"""An address as a QR code that a phone reads from a terminal, dark or light."""

import io

import segno

QUIET_ZONE = 2
PAPER, PLAIN = "\x1b[97;40m", "\x1b[0m"


def terminal(address: str, *, colour: bool) -> str:
    """Half-block characters, two modules a line. `colour` fixes black on white, whatever the terminal's own colours."""
    out = io.StringIO()
    segno.make_qr(address, error="m").terminal(out, border=QUIET_ZONE, compact=True)
    lines = out.getvalue().splitlines()
    return "\n".join(f"{PAPER}{line}{PLAIN}" if colour else line for line in lines)
