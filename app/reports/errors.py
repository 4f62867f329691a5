"""Every way this room says no."""

from app.core.problem import Problem


class ReportIdReused(Problem):
    """The id holds other content; the first stays the report, the second is kept beside it."""

    slug, status, keeps = "report-id-reused", 409, True


class ReportIncomplete(Problem):
    """Photographs are missing; the report cannot be accepted."""

    slug, status = "report-incomplete", 409


class SecondAwaited(Problem):
    """Another member of the team has yet to confirm the report; the office may override that with a reason."""

    slug, status = "second-awaited", 409


class NotAwaited(Problem):
    """Nobody waits for this reader's word on the report: it is the author's own, not the team's, or confirmed."""

    slug, status = "second-not-awaited", 409


class ReportVoid(Problem):
    """The report was voided; nothing more is taken for it."""

    slug, status = "report-void", 409


class PartMissing(Problem):
    """A one-request report lacks a part its manifest names."""

    slug, status = "part-missing", 422


class PartUnexpected(Problem):
    """A one-request report carries a part its manifest does not name, or in the wrong place."""

    slug, status = "part-unexpected", 422


class MalformedMultipart(Problem):
    """The body is not the multipart form it says it is."""

    slug, status = "malformed-multipart", 400
