"""The rows of evidence bundles, by hand: a bundle is there for whoever asked for it, and nobody else."""

from tests.secrecy.matrix import OFFICE, RELATIONS, WHOSE, Row, Seen, Stage, seen

DIRECTOR = frozenset({"director"})
SEEN: dict[str, Seen] = {"bundle": seen(**dict.fromkeys(WHOSE, DIRECTOR))}
ROWS: dict[tuple[str, str], Row] = {
    ("POST", "/bundles"): Row(None, OFFICE),
    ("GET", "/bundles"): Row(None, OFFICE),
    ("GET", "/bundles/{bundle_id}"): Row("bundle", DIRECTOR),
    ("GET", "/bundles/{bundle_id}/file"): Row("bundle", DIRECTOR),
}


def things(stage: Stage) -> None:
    """A bundle of the director's for every relation."""
    for relation in RELATIONS:
        if relation in WHOSE:
            ids = stage.cases[relation]
            draft = {"id": ids.others["bundle"], "report_id": ids.report, "finding_id": ids.finding, "reason": "来函调取"}
            assert stage.world.as_("director").post("/bundles", json=draft).status_code == 201
