"""Every kind of scene with where to stand for it."""

from collections.abc import Callable
from dataclasses import dataclass

from app.demo.scenes import countryside, farming, indoor, polluting, street, village, works
from app.demo.scenes.camera import Vec
from app.demo.scenes.stage import Stage


@dataclass(frozen=True, slots=True)
class Scene:
    """How one kind is drawn; `focus` is what the inspector points at, `away_m` how far off for a wide shot."""

    draw: Callable[[Stage], None]
    focus: Vec
    away_m: float
    indoors: bool = False
    height_m: float = 1.6


SCENES: dict[str, Scene] = {
    "rubbish_ditch": Scene(countryside.rubbish_ditch, (-0.3, 0.5, 6.4), 6.6),
    "burnt_heap": Scene(countryside.burnt_heap, (0.0, 0.6, 6.4), 6.6),
    "construction_waste": Scene(countryside.construction_waste, (2.2, 0.6, 8.0), 8.2, height_m=1.8),
    "bin_shelter": Scene(countryside.bin_shelter, (0.0, 1.3, 7.0), 6.4),
    "pothole_road": Scene(countryside.pothole_road, (0.0, 0.5, 6.6), 6.8, height_m=1.7),
    "greenhouses": Scene(farming.greenhouses, (0.0, 1.2, 8.0), 8.6, height_m=1.7),
    "building_site": Scene(works.building_site, (0.0, 4.2, 22.0), 23.0, height_m=1.9),
    "excavation": Scene(works.excavation, (0.2, 0.4, 9.0), 9.0, height_m=2.0),
    "bridge_edge": Scene(works.bridge_edge, (0.6, 0.4, 7.0), 7.2, height_m=1.7),
    "sand_heap": Scene(polluting.sand_heap, (0.0, 1.4, 11.0), 11.5, height_m=1.8),
    "river_outlet": Scene(polluting.river_outlet, (0.0, 0.7, 7.2), 6.6, height_m=2.3),
    "manure_pond": Scene(farming.manure_pond, (0.0, 0.3, 8.0), 8.2, height_m=2.0),
    "street_stalls": Scene(street.street_stalls, (0.8, 1.1, 8.0), 7.6),
    "manhole": Scene(street.manhole, (0.2, 0.1, 4.2), 3.8, height_m=1.7),
    "scooters_ramp": Scene(street.scooters_ramp, (0.2, 0.9, 7.4), 7.2, height_m=1.7),
    "cracked_house": Scene(village.cracked_house, (-0.4, 1.6, 9.0), 7.4),
    "dry_tap": Scene(village.dry_tap, (0.0, 0.7, 4.3), 3.6),
    "party_centre": Scene(village.party_centre, (0.0, 1.7, 8.8), 7.6),
    "notice_board": Scene(village.notice_board, (0.0, 1.6, 6.0), 5.2),
    "service_hall": Scene(indoor.service_hall, (0.0, 1.6, 8.0), 7.4, indoors=True),
    "fire_exit": Scene(indoor.fire_exit, (0.0, 1.2, 7.6), 6.6, indoors=True),
    "workshop": Scene(indoor.workshop, (0.0, 1.4, 9.0), 8.4, indoors=True, height_m=1.8),
    "records_page": Scene(indoor.records_page, (0.0, 0.0, 4.0), 2.9, indoors=True, height_m=2.2),
}
