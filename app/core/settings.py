"""The environment, read once, typed, frozen. Every default of the program is here."""

from functools import cached_property
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """MINGCHA_* variables. Sizes in bytes, spans in seconds unless the name says otherwise."""

    model_config = SettingsConfigDict(env_prefix="MINGCHA_", frozen=True, extra="ignore")

    data_dir: Path = Path("var")
    database_url: str = ""
    storage_url: str = ""
    office_name: str = "云岫县督查室"
    county_name: str = "云岫县"
    order_prefix: str = "云督交"
    finding_prefix: str = "云督问"
    task_prefix: str = "云督办"
    archive_prefix: str = "云督档"
    mission_prefix: str = "云督活"
    conclusion_prefix: str = "云督结"
    review_prefix: str = "云督复"
    telegram_prefix: str = "云督电"
    result_prefix: str = "云督用"
    interview_prefix: str = "云督约"

    worker: bool = Field(default=True, description="run jobs inside the serving process (embedded scale)")
    app_min_version: str = Field(
        default="0",
        pattern=r"^\d+(\.\d+){0,2}$",
        description="the oldest phone pages whose sending is taken; an older one keeps its work and asks to be updated",
    )
    worker_off: bool = Field(default=False, description="serve a service worker that takes itself away: for when a bad one is out")
    docs: bool = Field(default=False, description="serve the interactive API pages")

    database_pool: int = Field(default=12, description="connections of one process to PostgreSQL that are kept")
    database_pool_more: int = Field(default=8, description="connections beyond those, when all are busy")
    database_pool_wait_s: float = Field(default=10, description="who gets no connection in this time is told to come again")
    database_connect_s: int = 5
    database_lock_s: float = Field(default=10, description="no statement waits longer for a lock: whoever holds it may be frozen")
    database_statement_s: float = Field(default=120, description="no statement takes longer; migrations may")
    database_idle_s: float = Field(default=60, description="a transaction silent for longer is ended by PostgreSQL")

    access_token_s: int = 600
    refresh_token_days: int = 30
    refresh_grace_s: int = 30
    sign_in_per_minute: int = 5
    sign_in_per_minute_address: int = 60

    device_code_s: int = 15 * 60
    device_code_tries: int = 5
    device_key_days: int = 180
    sync_retention_days: int = 400

    fleet_days: int = Field(default=90, description="what a phone last said of itself is kept for so long after it was said")
    fleet_per_person: int = 20
    fleet_unsent_h: int = 24
    fleet_skew_s: int = 120
    fleet_free_percent: int = 10

    photo_max_bytes: int = 64 * 1024 * 1024
    photo_max_pixels: int = 64_500_000  # 9280 × 6944 is the largest phone sensor's picture
    report_max_photos: int = 200
    report_max_findings: int = 50
    body_max_bytes: int = 1024 * 1024
    manifest_max_bytes: int = 8 * 1024 * 1024
    report_request_max_bytes: int = 1024 * 1024 * 1024
    upload_expires_h: int = 7 * 24
    bundle_expires_h: int = 7 * 24
    upload_lease_s: int = 30
    disk_reserve_bytes: int = Field(default=1024**3, description="nothing more is taken in while less than this is free")
    disk_reserve_percent: float = Field(default=5, description="nor while less than so much of a hundred is, of bytes or inodes")

    accuracy_poor_m: float = 50
    clock_skew_flag_s: int = 300
    far_from_site_m: float = 1000
    same_place_m: float = Field(default=200, description="photographs no further apart show one place")
    fix_age_flag_s: int = Field(default=120, description="a position this much older than its photograph is worth a look")
    speed_flag_km_h: float = Field(default=150, description="faster between two photographs is worth a look")
    frozen_flag_s: int = Field(default=600, description="bit-identical positions this far apart in time are worth a look")
    periodic_flag: float = Field(default=12, description="a fine pattern this strong may be a photographed screen's")

    witnesses: str = Field(default="", description="the witnesses shown the log: `<url> <vkey>` each, `;` between them")
    witness_clock_s: int = Field(default=300, description="a cosignature further from now, either way, is not kept")
    register_dir: Path | None = Field(default=None, description="a folder somebody else keeps, where checkpoints are written")
    register_mail: str = Field(default="", description="the supervising body's address, for the first checkpoint of each day")
    mail_server: str = Field(default="", description="host:port")
    mail_from: str = ""
    mail_security: str = "starttls"
    mail_user: str = ""
    mail_password: str = ""
    tsa_url: str = Field(default="", description="an RFC 3161 time-stamping authority")
    tsa_certificate: Path | None = Field(default=None, description="a PEM file with its root certificate")

    decoder_memory_bytes: int = 1536 * 1024 * 1024
    decoder_cpu_s: int = 20
    suggest_masks: bool = Field(default=False, description="look for faces, plates and numbers (needs the extra `suggest`)")
    suggest_memory_bytes: int = 3 * 1024 * 1024 * 1024
    suggest_cpu_s: int = 60
    font_path: str = ""

    @cached_property
    def database(self) -> str:
        """The database in force: the one named, else the SQLite file under the data directory."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'mingcha.db').absolute()}"

    @cached_property
    def storage(self) -> Path:
        """The folder of the originals. Raises: ValueError for a storage this release does not speak."""
        if not self.storage_url:
            return self.data_dir / "files"
        scheme, _, rest = self.storage_url.partition("://")
        if scheme != "file":
            raise ValueError(f"MINGCHA_STORAGE_URL: only file:// is served by this release, not {scheme}://")
        return Path(rest)
