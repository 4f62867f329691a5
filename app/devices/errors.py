"""Every way this room says no."""

from app.core.problem import Problem


class OwnDevice(Problem):
    """Whoever enrols a phone is seen by somebody else: nobody makes a code for themselves."""

    slug, status = "own-device", 403


class DeviceCodeWrong(Problem):
    """Not the code that was given; the try is counted."""

    slug, status, keeps = "device-code-wrong", 422, True


class DeviceCodeOver(Problem):
    """There is no code for this person any more: used, expired, replaced, or guessed at too often."""

    slug, status = "device-code-over", 409


class DeviceKeyUnusable(Problem):
    """The numbers are no point of P-256."""

    slug, status = "device-key-unusable", 422


class DeviceKeyUnproved(Problem):
    """The signature is not this key's over this enrolment."""

    slug, status = "device-key-unproved", 422


class DeviceKeyReused(Problem):
    """The id holds another key, or the key is enrolled under another id."""

    slug, status = "device-key-reused", 409
    constraint = "pk__device_key|device_key.id|uq__device_key__thumbprint|device_key.thumbprint"


class DeviceKeyRevoked(Problem):
    """The key was ended already."""

    slug, status = "device-key-revoked", 409
