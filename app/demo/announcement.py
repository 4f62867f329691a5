"""What a newcomer reads once the demo county stands: who may sign in."""

import sys

from app.core.settings import Settings
from app.demo import county


def announce(settings: Settings) -> None:
    """Print the accounts, and what each is for."""
    said = county.source()["accounts"]
    lines = [f"{settings.county_name}  password of every account: {said['password']}"]
    lines += [
        f"  {person.username:<14} {person.name}  {person.post}  ({person.role})  {said['purposes'][person.username]}"
        for person in county.accounts()
        if person.signs_in
    ]
    lines += [f"API client: {said['client']}  secret: {said['client_secret']}", ""]
    sys.stdout.write("\n".join(lines) + "\n")
