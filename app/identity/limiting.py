"""Sign-in attempts, counted per name and per address in a moving minute; nobody is locked out for good."""

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app.core.settings import Settings
from app.identity.errors import TooManySignIns


class SignInLimit:
    """One per process: N processes allow N times as much, which still stops guessing."""

    def __init__(self, settings: Settings) -> None:
        """Limits come from the settings."""
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._name = RateLimitItemPerMinute(settings.sign_in_per_minute)
        self._address = RateLimitItemPerMinute(settings.sign_in_per_minute_address)

    def failed(self, username: str, address: str) -> None:
        """Count a failure."""
        self._limiter.hit(self._name, "name", username, address)
        self._limiter.hit(self._address, "address", address)

    def require(self, username: str, address: str) -> None:
        """Raises: TooManySignIns."""
        if not self._limiter.test(self._name, "name", username, address) or not self._limiter.test(
            self._address, "address", address
        ):
            raise TooManySignIns
