"""What openapi.json promises is what the server answers: generated requests, every answer checked against the document."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest

from tests.making import a_manifest, a_photo, a_submission, an_evidence, an_order, tus_headers
from tests.world import TOWN, Template, World

HERE, ROOT = Path(__file__).parent, Path(__file__).parents[2]
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection",
)  # fmt: skip
EXAMPLES = int(os.environ.get("MINGCHA_SCHEMATHESIS_EXAMPLES", "8"))
SEED = os.environ.get("MINGCHA_FAULT_SEED", "20261123")
DAY_S = 86_400
ALL, MADE_UP = (
    "examples,coverage,fuzzing,stateful",
    "examples,fuzzing",
)  # coverage is mostly refused before anyone is asked who he is
V1 = "/api/v1"
SUCCEEDED = {
    "director": {"PUT /tasks/{task_id}", "POST /orders/preview-due", "GET /reports/{report_id}", "GET /orders/{order_id}"},
    "inspector": {"PUT /reports/{report_id}", "POST /uploads", "HEAD /uploads/{upload_id}", "GET /evidence/{evidence_id}"},
    "township": {"POST /orders/{order_id}/submissions", "GET /orders/{order_id}", "GET /findings/{finding_id}"},
}


class Stage:
    """One of everything: an order that is out, and a report that still awaits its photograph."""

    def __init__(self, world: World) -> None:
        """Play it."""
        self.order = an_order(world)
        finding = self.order["findings"][0]
        self.task_id = world.as_("director").get(f"/reports/{finding['report_id']}").json()["task_id"]
        photo, self.report_id, sender = a_photo(7), str(uuid4()), world.as_("inspector")
        self.manifest = a_manifest(self.task_id, [photo])
        assert sender.put(f"/reports/{self.report_id}", json=self.manifest).status_code == 201
        self.upload = tus_headers(self.manifest["evidence"][0], report_id=self.report_id)
        opened = sender.post("/uploads", headers=self.upload)
        self.known = {
            "order_id": self.order["id"], "finding_id": finding["id"], "report_id": finding["report_id"], "task_id": self.task_id,
            "evidence_id": finding["evidence_ids"][0], "upload_id": opened.headers["location"].rsplit("/", 1)[-1], "year": "2027",
        }  # fmt: skip

    def sensible(self) -> dict[str, Any]:
        """Headers and bodies that would be taken."""
        tus = {"Tus-Resumable": "1.0.0"}
        order = {
            "id": "", "finding_ids": [self.known["finding_id"]], "unit_id": str(TOWN), "class": "limited", "requirements": "清运",
        }  # fmt: skip
        task = {
            "title": "全域无垃圾", "source_type": "document", "source_level": "county", "content": "落实",
            "focus_area": "clean_county", "lead_unit_id": str(TOWN), "due_on": "2026-12-31",
        }  # fmt: skip
        second_look = {"id": "", "result": "rectified", "note": "已清运", "inspected_at": "2026-11-22T02:00:00Z"}
        made: dict[str, dict[str, Any]] = {
            "PUT /tasks/{task_id}": {"body": task, "headers": {"If-Match": "*"}},
            "PUT /reports/{report_id}": {"body": a_manifest(self.task_id, [])},
            "PUT /calendar/{year}": {"body": {"source": "国务院办公厅通知", "days": []}},
            "POST /orders": {"body": order},
            "POST /orders/preview-due": {"body": {"class": "limited"}},
            "POST /orders/{order_id}/submissions": {"body": a_submission()},
            "POST /findings/{finding_id}/reinspections": {"body": second_look | {"evidence": [an_evidence(b"picture")]}},
            "POST /findings/{finding_id}/moves": {"body": {"verb": "close"}},
            "POST /reports/{report_id}/moves": {"body": {"verb": "return", "reason": "重拍"}},
            "POST /orders/{order_id}/moves": {"body": {"verb": "sign"}},
            "POST /uploads": {"headers": self.upload | {"Upload-Checksum": None}},
            "PATCH /uploads/{upload_id}": {"headers": tus | {"Upload-Offset": "0"}},
            "HEAD /uploads/{upload_id}": {"headers": tus},
        }
        return {key.replace(" ", f" {V1}"): value for key, value in made.items()}


@pytest.mark.parametrize(
    ("engine", "username", "phases", "examples"),
    [
        ("postgresql", "director", ALL, EXAMPLES // 2),
        ("sqlite", "inspector", MADE_UP, 2 * EXAMPLES),
        ("sqlite", "township", MADE_UP, 2 * EXAMPLES),
        *(
            pytest.param(engine, username, ALL, 300, marks=pytest.mark.nightly)
            for engine in ("sqlite", "postgresql")
            for username in ("director", "inspector", "township", "secadmin", "sysadmin", "auditor")
        ),
    ],
)
def test_every_answer_is_one_the_document_names(
    template: Template, tmp_path: Path, engine: str, username: str, phases: str, examples: int
) -> None:
    with template.world(engine, access_token_s=DAY_S) as world:
        run = _schemathesis(world, username, tmp_path, ("--phases", phases, "--max-examples", str(examples)))
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr[-2_000:]
    seen = orjson.loads((tmp_path / "seen.json").read_bytes())
    succeeded = {each.rsplit(" ", 1)[0].replace(V1, "") for each in seen if each.rsplit(" ", 1)[1] in {"200", "201", "204"}}
    assert SUCCEEDED.get(username, set()) <= succeeded


def _schemathesis(world: World, username: str, folder: Path, volume: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    document, stage = folder / "openapi.json", Stage(world)
    document.write_bytes(orjson.dumps(world.app.openapi()))
    environment = os.environ | {
        "SCHEMATHESIS_HOOKS": "tests.contracts.hooks", "PYTHONPATH": str(ROOT), "SEEN_STATUSES": str(folder / "seen.json"),
        "KNOWN_IDS": orjson.dumps(stage.known).decode(), "SENSIBLE": orjson.dumps(stage.sensible()).decode(),
    }  # fmt: skip
    command = [
        sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()",
        "--config-file", str(HERE / "schemathesis.toml"), "run", str(document), "--url", world.base_url,
        "--checks", ",".join(CHECKS), *volume, "--seed", SEED, "--continue-on-failure", "--no-color",
        "--header", f"Authorization:{world.as_(username).headers['authorization']}", "--suppress-health-check", "all",
        "--generation-database", "none",
    ]  # fmt: skip
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
