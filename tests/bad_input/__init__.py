"""Whatever comes in: refused with a problem that names the field, nothing half-written, nothing acknowledged lost."""
