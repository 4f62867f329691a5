"""Every table, gathered for migrations."""

from app.audit import models as audit
from app.calendar import models as calendar
from app.core import idempotency, register
from app.core.db import Base
from app.evidence import models as evidence
from app.findings import models as findings
from app.identity import models as identity
from app.indicators import models as indicators
from app.jobs import models as jobs
from app.missions import draw_models as draws
from app.missions import models as missions
from app.rectification import models as rectification
from app.reports import models as reports
from app.rulebook import models as rulebook
from app.seals import models as seals
from app.tasks import models as tasks
from app.units import models as units
from app.uploads import models as uploads

ROOMS = (
    audit,
    calendar,
    draws,
    idempotency,
    register,
    evidence,
    findings,
    identity,
    indicators,
    jobs,
    missions,
    rectification,
    reports,
    rulebook,
    seals,
    tasks,
    units,
    uploads,
)
metadata = Base.metadata
