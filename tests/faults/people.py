"""Who signs in before a server is started: sessions live in the database, and survive it."""

import httpx2

from app.core.db import Database
from app.core.secrets import installation_key
from app.core.settings import Settings
from app.identity import service as identity
from app.identity.models import User
from app.identity.tokens import Keys
from tests.world import API, NO_TLS, user_id


class People:
    """Clients of one server, by username, as a `World` gives them."""

    def __init__(self, settings: Settings, url: str, *usernames: str) -> None:
        """Sign them in, in the database of a server that does not run yet."""
        self._url, self._clients = url, list[httpx2.Client]()
        database = Database(settings)
        keys = Keys(installation_key(settings.data_dir, "access"), installation_key(settings.data_dir, "refresh"))
        with database.transaction() as tx:
            users = {name: tx.session.get_one(User, user_id(name)) for name in usernames}
            self._tokens = {name: identity.sign_in(tx, keys, user, "test").access_token for name, user in users.items()}
        database.close()

    def as_(self, username: str) -> httpx2.Client:
        """A client of its own, for a thread of its own."""
        headers = {"Authorization": f"Bearer {self._tokens[username]}"}
        self._clients.append(httpx2.Client(base_url=self._url + API, headers=headers, timeout=30, trust_env=False, verify=NO_TLS))
        return self._clients[-1]

    def close(self) -> None:
        """Close every client."""
        for client in self._clients:
            client.close()
