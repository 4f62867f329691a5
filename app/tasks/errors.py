"""Every way this room says no."""

from app.core.problem import Problem


class UnknownTask(Problem):
    """A report names a task that does not exist, or that is not the reader's."""

    slug, status = "unknown-task", 422


class UnknownPerson(Problem):
    """A task names an account that does not exist."""

    slug, status = "unknown-person", 422


class TaskClosed(Problem):
    """A closed task is changed no more."""

    slug, status = "task-closed", 409


class DeadlinePassed(Problem):
    """A deadline must lie ahead."""

    slug, status = "deadline-passed", 422
