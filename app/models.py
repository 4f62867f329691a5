"""Every table, gathered for migrations."""

from app.attest import models as attest
from app.audit import models as audit
from app.bundles import models as bundles
from app.calendar import models as calendar
from app.conclusions import models as conclusions
from app.coordination import models as coordination
from app.core import idempotency, register
from app.core.db import Base
from app.deadlines import models as deadlines
from app.devices import fleet_models as fleet
from app.devices import models as devices
from app.evidence import mask_models as masks
from app.evidence import models as evidence
from app.examples import models as examples
from app.findings import models as findings
from app.identity import models as identity
from app.indicators import models as indicators
from app.jobs import models as jobs
from app.missions import draw_models as draws
from app.missions import models as missions
from app.notices import models as notices
from app.rectification import models as rectification
from app.reports import models as reports
from app.results import models as results
from app.reviews import models as reviews
from app.rulebook import models as rulebook
from app.seals import models as seals
from app.tasks import models as tasks
from app.telegrams import models as telegrams
from app.units import models as units
from app.uploads import models as uploads

ROOMS = (
    attest,
    audit,
    bundles,
    calendar,
    conclusions,
    coordination,
    draws,
    idempotency,
    register,
    deadlines,
    devices,
    fleet,
    evidence,
    masks,
    examples,
    findings,
    identity,
    indicators,
    jobs,
    missions,
    notices,
    rectification,
    reports,
    reviews,
    results,
    rulebook,
    seals,
    tasks,
    telegrams,
    units,
    uploads,
)
metadata = Base.metadata
