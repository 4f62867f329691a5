"""Every way this room says no."""

from app.core.problem import Problem


class ExampleNotADraft(Problem):
    """Only a draft is changed, by whoever brought it or by the office."""

    slug, status = "example-not-a-draft", 409
    constraint = "pk__example|example.id"


class ReportOfExample(Problem):
    """An inspector's example comes from a report they may see."""

    slug, status = "report-of-example", 422


class NotOwnUnit(Problem):
    """A unit puts itself forward, or what lies below it."""

    slug, status = "not-own-unit", 422


class OwnExample(Problem):
    """Nobody verifies or approves what they brought, or what their own unit did."""

    slug, status = "own-example", 403


class ExamplePartRequired(Problem):
    """The verb takes something with it: what was seen on site, the channel of promotion."""

    slug, status = "example-part-required", 422


class ExampleSealed(Problem):
    """What comes from a sealed report is not promoted before the seal is broken."""

    slug, status = "example-sealed", 409
