"""Every way this room says no."""

from app.core.problem import Problem


class UnknownMission(Problem):
    """A report names a mission that does not exist, or that is not the author's to report under."""

    slug, status = "unknown-mission", 422


class MissionIdReused(Problem):
    """An id of the plan stands for something else already."""

    slug, status = "mission-id-reused", 409
    constraint = (
        "pk__mission|mission.id|pk__mission_site|mission_site.id|pk__mission_milestone|mission_milestone.id"
        "|pk__mission_plan|mission_plan.id"
    )


class MissionNotDraft(Problem):
    """What was submitted is changed no more, unless it is returned or a wider plan is granted."""

    slug, status = "mission-not-draft", 409


class MethodFixed(Problem):
    """What the office could read is not made secret afterwards."""

    slug, status = "method-fixed", 409


class NotOrganiser(Problem):
    """A department plans for itself, and only units that organise can."""

    slug, status = "mission-not-organiser", 422


class TargetOutsideOrganiser(Problem):
    """A self-check looks at the organiser's own lower units only."""

    slug, status = "target-outside-organiser", 422


class MemberOfTarget(Problem):
    """Nobody of a visited unit is on the mission's list (recusal; domain.md §3.4 rule 3)."""

    slug, status = "member-of-target", 422


class NotFieldPerson(Problem):
    """The team consists of people who may go out."""

    slug, status = "not-field-person", 422


class ReviewerOnTeam(Problem):
    """Who was on the team does not review what it brought."""

    slug, status = "reviewer-on-team", 422


class BasisRequired(Problem):
    """A department acts when designated, by sector law, by a leader, or on its own lower units (条例 Art. 7)."""

    slug, status = "mission-basis-required", 422


class BasisOutOfPeriod(Problem):
    """The basis does not cover the whole period."""

    slug, status = "basis-out-of-period", 422


class PlanIncomplete(Problem):
    """The plan lacks what an approval needs to read (条例 Art. 15); `missing` names the fields."""

    slug, status = "plan-incomplete", 422


class PeriodPassed(Problem):
    """The mission's last day is over."""

    slug, status = "period-passed", 422


class RecusalNotDeclared(Problem):
    """The proposer declares that interests were asked about."""

    slug, status = "recusal-not-declared", 422


class OverlapUnexplained(Problem):
    """Somebody else looks at the same unit for the same matter; go on only with a reason (条例 Art. 15)."""

    slug, status = "overlap-unexplained", 422


class ProposerApproves(Problem):
    """Nobody approves what he proposed."""

    slug, status = "mission-proposer-approves", 403


class OtherSide(Problem):
    """The party's matters are approved on the party's side, the government's on the government's (domain.md §0.7)."""

    slug, status = "mission-other-side", 403


class LeaderMustApprove(Problem):
    """The office asks for a leader's approval; the director's own decision is not enough."""

    slug, status = "leader-must-approve", 403


class InstrumentRequired(Problem):
    """A leader's approval names its instrument."""

    slug, status = "instrument-required", 422


class OralApprovalUnknown(Problem):
    """An oral approval names who gave it and when: somebody who approves."""

    slug, status = "oral-approval-unknown", 422


class NothingOral(Problem):
    """There is no oral approval that waits for its paper."""

    slug, status = "nothing-oral", 409


class NotOnTeam(Problem):
    """Only the mission's own people may do that."""

    slug, status = "not-on-team", 403


class NotItsLeader(Problem):
    """Only the mission's leader 组长 or the director may do that."""

    slug, status = "not-its-leader", 403


class TooFewInspectors(Problem):
    """Fewer people than the office's rule; a written reason overrides."""

    slug, status = "too-few-inspectors", 409


class CommitmentMissing(Problem):
    """Somebody has not signed the commitment, or declared an interest and is still on the team."""

    slug, status = "commitment-missing", 409


class DrawMissing(Problem):
    """The plan chose a random draw, and none was made."""

    slug, status = "draw-missing", 409


class OutsidePeriod(Problem):
    """Sites are opened on the mission's days."""

    slug, status = "outside-period", 409


class SiteSealed(Problem):
    """The site may not be opened yet."""

    slug, status = "site-sealed", 409


class SiteUnopened(Problem):
    """A site is finished once it was opened."""

    slug, status = "site-unopened", 409


class EnvelopeUnproven(Problem):
    """Whoever says he opened a site offline has what lay in his envelope."""

    slug, status = "envelope-unproven", 422


class NotInField(Problem):
    """Sites are opened and finished while the team is out."""

    slug, status = "not-in-field", 409


class ChangeUndecided(Problem):
    """A wider plan is asked for already."""

    slug, status = "change-undecided", 409


class NoChangeAsked(Problem):
    """No wider plan waits for a decision."""

    slug, status = "no-change-asked", 409


class NotChangeable(Problem):
    """A wider plan is asked for after approval and before the fieldwork ends."""

    slug, status = "not-changeable", 409


class NotLedBy(Problem):
    """Nobody is named as leading the mission in person, or somebody else is."""

    slug, status = "not-led-by", 409


class VisitsOpen(Problem):
    """A visit's report is not complete yet."""

    slug, status = "visits-open", 409


class ReportsUndecided(Problem):
    """Reports are not accepted, or findings not decided."""

    slug, status = "reports-undecided", 409


class ResultCheckRequired(Problem):
    """A concentrated mission ends with a check of what it brought about (domain.md §1 row 52a)."""

    slug, status = "result-check-required", 422


class OrdersMissing(Problem):
    """A confirmed finding has no order yet."""

    slug, status = "orders-missing", 409
