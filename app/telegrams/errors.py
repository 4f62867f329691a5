"""Every way this room says no."""

from app.core.problem import Problem


class TelegramIdReused(Problem):
    """The id holds another telegram."""

    slug, status = "telegram-id-reused", 409
    constraint = "pk__telegram|telegram.id"


class TelegramFixed(Problem):
    """Only a draft is changed; what is issued is corrected by a new telegram."""

    slug, status = "telegram-fixed", 409


class SecretMarked(Problem):
    """Text marked 秘密, 机密 or 绝密 has no place in a system on the open network."""

    slug, status = "secret-marked", 422


class AddresseeRequired(Problem):
    """A telegram goes to somebody."""

    slug, status = "addressee-required", 422


class OrderUnitNotAddressed(Problem):
    """A unit given an order is told so."""

    slug, status = "order-unit-not-addressed", 422


class UnknownOrder(Problem):
    """A telegram refers to orders its writer sees."""

    slug, status = "unknown-order", 422


class NotCorrectable(Problem):
    """Only an issued telegram is corrected."""

    slug, status = "not-correctable", 422


class OwnDraft(Problem):
    """Nobody countersigns or signs what they drafted (domain.md §4, separation rules)."""

    slug, status = "own-draft", 403


class AlreadyReceived(Problem):
    """The unit has signed for it."""

    slug, status = "already-received", 409
