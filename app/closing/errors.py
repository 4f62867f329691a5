"""Every way this room says no."""

from app.core.problem import Problem


class TaskFindingsOpen(Problem):
    """A task is closed when the findings of its reports are closed, transferred or set aside."""

    slug, status = "task-findings-open", 409


class TaskSiteCheckNeeded(Problem):
    """A major matter is closed after an accepted visit made since its unit answered."""

    slug, status = "task-site-check-needed", 409
