"""Every way this room says no."""

from typing import Any

from app.core.problem import Problem, messages


class _Recusal(Problem):
    """Somebody has to stay out, by name and reason."""

    def words(self, locale: str) -> dict[str, Any]:
        """The reason as the screens call it."""
        labels = messages(locale)["labels"]["recusal"]
        return self.extras | {"reason": labels.get(str(self.extras.get("reason")), "")}


class HandlerRecused(_Recusal):
    """Nobody handles a review they had a hand in, or of a unit they belong to (条例 Art. 17)."""

    slug, status = "handler-recused", 422


class Recused(_Recusal):
    """Whoever asks has to stay out of this review."""

    slug, status = "recused", 403


class NotReviewOfficer(Problem):
    """Handlers are review officers."""

    slug, status = "not-review-officer", 422


class NotHandler(Problem):
    """Only those named advise."""

    slug, status = "not-handler", 403


class ReviewIdReused(Problem):
    """The id holds another application."""

    slug, status = "review-id-reused", 409
    constraint = "pk__review|review.id"


class ReviewNotDraft(Problem):
    """What has been filed is not edited; it is withdrawn and filed anew."""

    slug, status = "review-not-draft", 409


class ReviewsOff(Problem):
    """The office has switched reviews off (rule `appeals`)."""

    slug, status = "reviews-off", 409


class ReviewOpen(Problem):
    """A conclusion has one open review."""

    slug, status = "review-open", 409


class NotReviewable(Problem):
    """A conclusion is reviewed once it has been received, and decided on once."""

    slug, status = "not-reviewable", 409


class DecisionRequired(Problem):
    """A decision says what is decided; one that amends says what changes."""

    slug, status = "review-decision-required", 422


class ChangeElsewhere(Problem):
    """A decision changes findings of its own conclusion, each once, and says how."""

    slug, status = "change-elsewhere", 422


class MeetingRecordNeeded(Problem):
    """Whoever signed the conclusion decides on it only by a meeting's record; else another leader does (domain.md §3.3)."""

    slug, status = "meeting-record-needed", 409


class DecisionNotSent(Problem):
    """A decision is signed for once it has been sent."""

    slug, status = "decision-not-sent", 409


class DecisionSent(Problem):
    """A decision is sent once."""

    slug, status = "decision-sent", 409


class NothingToStay(Problem):
    """Orders are stayed once, and lifted while they are stayed."""

    slug, status = "nothing-to-stay", 409
