"""A PostgreSQL that takes no writes, or does not answer, when `mingcha serve` starts: it says so, and serves what it can."""

import os
import subprocess
import sys
from collections.abc import Iterator
from uuid import uuid4

import pytest

from app.core.settings import Settings
from tests.faults.people import People
from tests.faults.pg_cluster import Cluster, ClusterTemplate
from tests.faults.served import ROOT, Served
from tests.making import a_manifest
from tests.uploads.tus import slug

READ_ONLY = "ALTER SYSTEM SET default_transaction_read_only = {}"


@pytest.fixture
def settings(cluster: Cluster, worlds: ClusterTemplate) -> Iterator[Settings]:
    """A world on it; whatever is told to the cluster is taken back."""
    yield worlds.settings("postgresql")
    _told(cluster, "off")


def _told(cluster: Cluster, value: str) -> None:
    cluster.ask("postgres", READ_ONLY.format(value), "SELECT pg_reload_conf()")


def _start(settings: Settings) -> tuple[int, str]:
    environment = {"MINGCHA_DATA_DIR": str(settings.data_dir), "MINGCHA_DATABASE_URL": settings.database_url}
    words = [sys.executable, "-m", "app.cli", "serve"]
    ended = subprocess.run(words, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=120, check=False)
    return ended.returncode, ended.stderr


def test_a_server_on_it_says_so_and_takes_writes_again_when_it_does(cluster: Cluster, settings: Settings) -> None:
    server = Served(settings)
    people = People(settings, server.url, "inspector")
    client, manifest = people.as_("inspector"), a_manifest(str(uuid4()), [])
    _told(cluster, "on")
    with server:
        assert "the database is read-only: what is there is served" in server.said()
        assert client.get("/reports").status_code == 200
        refused = client.put(f"/reports/{uuid4()}", json=manifest)
        assert (refused.status_code, slug(refused), refused.headers["retry-after"]) == (503, "database-read-only", "30")
        assert refused.json()["detail"] == "数据库目前只读：已有内容可以查看，暂不能保存，什么都没有写入，请稍后再试。"
        _told(cluster, "off")
        assert client.put(f"/reports/{uuid4()}", json=manifest).status_code == 422  # a task nobody knows: it is looked at again
        assert server.faults() == 0
    people.close()


def test_a_server_of_another_release_does_not_start_on_it(cluster: Cluster, settings: Settings) -> None:
    cluster.ask(settings.database_url.rpartition("/")[2].partition("?")[0], "UPDATE alembic_version SET version_num = 'older'")
    _told(cluster, "on")
    code, said = _start(settings)
    assert (code, said.count("Traceback")) == (2, 0)
    assert "the database is read-only and of another release" in said


def test_a_server_does_not_start_on_a_database_that_does_not_answer(cluster: Cluster, settings: Settings) -> None:
    cluster.stop("fast")
    code, said = _start(settings)
    cluster.start()
    assert (code, said.count("Traceback")) == (2, 0)
    assert said.startswith("the database does not answer: ")
