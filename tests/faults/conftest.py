"""A PostgreSQL of a file's own, where that file kills it, stops it or spoils its settings."""

from collections.abc import Iterator

import pytest

from tests.faults.pg_cluster import Cluster, ClusterTemplate


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Whatever is done to it harms nobody else."""
    with Cluster(tmp_path_factory.mktemp("cluster") / "data") as made:
        yield made


@pytest.fixture(scope="module")
def worlds(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClusterTemplate]:
    """Migrated databases on it."""
    made = ClusterTemplate(tmp_path_factory.mktemp("worlds"), cluster)
    yield made
    made.close()
