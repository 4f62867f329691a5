"""Every way a draw says no."""

from app.core.problem import Problem


class DrawIdReused(Problem):
    """The id holds another draw."""

    slug, status = "draw-id-reused", 409
    constraint = "pk__mission_draw|mission_draw.id"


class DrawExists(Problem):
    """A mission has one draw; another only after that one was taken back, with its reason on record."""

    slug, status = "draw-exists", 409


class NotDrawable(Problem):
    """The draw belongs between the approval and the sending out."""

    slug, status = "not-drawable", 409


class TooFewCandidates(Problem):
    """The lists cannot fill the draw: not enough sites, or not enough people who may go."""

    slug, status = "too-few-candidates", 422


class CandidateTwice(Problem):
    """A site or a person stands on the list twice."""

    slug, status = "candidate-twice", 422


class OutsidePlan(Problem):
    """A draw chooses among the units the approved plan names (条例 Art. 15)."""

    slug, status = "outside-plan", 422


class PublicNumberRequired(Problem):
    """The draw needs the public number, and where it comes from."""

    slug, status = "public-number-required", 422


class WitnessNotApart(Problem):
    """Whoever runs the draw or may be drawn does not witness it."""

    slug, status = "witness-not-apart", 403


class WitnessedAlready(Problem):
    """Each witness confirms once."""

    slug, status = "witnessed-already", 409


class DrawIncomplete(Problem):
    """Recusals left a place empty; the draw can only be taken back."""

    slug, status = "draw-incomplete", 409


class NotDrawnYet(Problem):
    """There is no record before the number was entered: the secret would be out."""

    slug, status = "not-drawn-yet", 409


class DrawBroken(Problem):
    """The stored draw no longer computes to what it says; nothing is handed on."""

    slug, status = "draw-broken", 409
