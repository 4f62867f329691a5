"""A screen for every verb: whoever may do a thing over the API can do it in the pages, with everything its body accepts.

Read off the sources: every writing request the pages make is a call with the whole path in it. What only other systems send is
in the tables below, each with its reason; a row that is no longer needed fails.
"""

import pytest

from app.access.policy import Permission
from app.vocabulary import MACHINES
from tests.contracts import screens

Route = tuple[str, str]
# for other systems, or sent without a path of its own
NO_SCREEN: dict[Route, str] = {
    (
        "POST",
        "/reports",
    ): "a whole report in one multipart request, for other systems; the phone sends manifest and photographs apart",
    ("PATCH", "/uploads/{}"): "the phone appends where the server's Location said (`offline/tus.ts`)",
    ("POST", "/sync/held"): "phones of an earlier release ask it; this one compares (`offline/copies.ts`)",
    ("DELETE", "/uploads/{}"): "tus termination; the phone lets an upload it gave up expire",
}
# what nobody types: the device's own fix, what its key signed, what is taken over whole from the matter or from a row read before
TAKEN_OVER: dict[Route, set[str]] = {
    ("POST", "/findings/{}/supplements"): {"accuracy_m", "fixed_at", "lat", "lon", "anchor", "record", "signature", "statement"},
    ("PUT", "/missions/{}"): {"lat", "lon"},
    ("PUT", "/missions/{}/plans/{}"): {"lat", "lon"},
    ("POST", "/missions/{}/draw"): {"lat", "lon"},
}
# where a machine's verbs are sent to
MOVES_OF: dict[str, Route] = {
    "task": ("POST", "/tasks/{}/moves"),
    "report": ("POST", "/reports/{}/moves"),
    "finding": ("POST", "/findings/{}/moves"),
    "order": ("POST", "/orders/{}/moves"),
    "mission": ("POST", "/missions/{}/moves"),
    "conclusion": ("POST", "/conclusions/{}/moves"),
    "review": ("POST", "/reviews/{}/moves"),
    "submission": ("POST", "/orders/{}/submissions/{}/moves"),
    "objection": ("POST", "/orders/{}/objections/{}/moves"),
    "extension": ("POST", "/orders/{}/extensions/{}/moves"),
    "reinspection": ("POST", "/reinspection-plans/{}/moves"),
    "coordination": ("POST", "/coordination/{}/moves"),
    "difficulty": ("POST", "/difficulties/{}/moves"),
    "telegram": ("POST", "/telegrams/{}/moves"),
    "result": ("POST", "/results/{}/moves"),
    "example": ("POST", "/examples/{}/moves"),
    "draw": ("POST", "/missions/{}/draw/moves"),
    "waiver": ("POST", "/duties/waivers/{}/moves"),
    "mask": ("POST", "/evidence/{}/mask/moves"),
}
# verbs that come with something of their own, and so to an address of their own
APART: dict[tuple[str, str], Route] = {
    ("mask", "edit"): ("PUT", "/evidence/{}/mask"),
    ("task", "answer"): ("POST", "/tasks/{}/feedbacks"),
    ("finding", "release"): ("POST", "/orders"),
    ("finding", "supplement"): ("POST", "/findings/{}/supplements"),
    ("order", "answer"): ("POST", "/orders/{}/submissions"),
    ("order", "withdraw"): ("POST", "/orders/{}/submissions/{}/moves"),
    ("order", "reassign"): ("POST", "/orders/{}/objections/{}/moves"),
    ("submission", "accept"): ("POST", "/orders/{}/moves"),
    ("submission", "return"): ("POST", "/orders/{}/moves"),
    ("reinspection", "look"): ("POST", "/findings/{}/reinspections"),
    ("reinspection", "confirm"): ("POST", "/reinspection-plans/{}/findings/{}/moves"),
    ("reinspection", "redo"): ("POST", "/reinspection-plans/{}/findings/{}/moves"),
    ("reinspection", "apply"): ("POST", "/reinspection-plans/{}/findings/{}/moves"),
}
ROUTES = screens.writing_routes()
SCREENED = sorted(set(ROUTES) - set(NO_SCREEN))
SPOKEN = sorted(
    {(machine, str(move.verb)) for machine, moves in MACHINES.items() for move in moves if move.needs != Permission.SYSTEM}
)


def test_every_writing_route_is_reached_from_the_pages() -> None:
    assert [route for route in SCREENED if route not in screens.reached()] == []


def test_what_is_said_to_have_no_screen_exists_and_has_none() -> None:
    assert [route for route in NO_SCREEN if route not in ROUTES or route in screens.reached()] == []


def test_the_pages_write_nowhere_else() -> None:
    known = {path for _, path in ROUTES}
    places = {path for (method, path) in screens.reached() if method != "GET" and path.split("/")[1] in _ROOMS}
    assert sorted(places - known) == []


_ROOMS = {path.split("/")[1] for _, path in ROUTES}


@pytest.mark.parametrize("route", [route for route in SCREENED if screens.body_of(ROUTES[route])], ids=" ".join)
def test_the_screen_says_everything_the_body_accepts(route: Route) -> None:
    text, taken = screens.spoken(route), TAKEN_OVER.get(route, set())
    asked = screens.fields(screens.body_of(ROUTES[route])) - taken
    assert sorted(name for name in asked if not screens.says(text, name)) == []
    assert sorted(name for name in taken if screens.says(text, name)) == []


@pytest.mark.parametrize("route", [route for route in SCREENED if screens.verbs(screens.body_of(ROUTES[route]))], ids=" ".join)
def test_the_screen_offers_every_verb_the_body_takes(route: Route) -> None:
    text = screens.spoken(route)
    assert sorted(verb for verb in screens.verbs(screens.body_of(ROUTES[route])) if not screens.offers(text, verb)) == []


@pytest.mark.parametrize(("machine", "verb"), SPOKEN)
def test_every_arrow_a_person_may_follow_has_a_button(machine: str, verb: str) -> None:
    route = APART.get((machine, verb), MOVES_OF[machine])
    assert route in screens.reached()
    if (machine, verb) not in APART:
        assert verb in screens.verbs(screens.body_of(ROUTES[route]))
        assert screens.offers(screens.spoken(route), verb)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("await put<Unit>(`/units/${id.value}`, body)", [("PUT", "/units/{}")]),
        ("post<{ a: X[]; b: Y }>('/telegrams/draft-text', { orders })", [("POST", "/telegrams/draft-text")]),
        ("run(() => put('/me/interests', { interests }))", [("PUT", "/me/interests")]),
        ("emit('send', is ? `/orders/${id}/objections/${one}/moves` : '', body)", [("POST", "/orders/{}/objections/{}/moves")]),
        ("fetch('/api/v1/auth/revoke', { method: 'POST', body })", [("POST", "/auth/revoke")]),
        ("get<Unit>(`/units/${id}`)", []),
        ('<RouterLink :to="`/office/orders/${row.id}`">', []),
    ],
)
def test_a_request_is_read_off_its_call(text: str, found: list[Route]) -> None:
    assert screens.requests(screens._HOLE.sub("{}", text)) == found


def test_reading_a_field_or_another_verb_is_no_screen_for_it() -> None:
    assert not screens.says("{{ row.months_in_post }} t('x.reason')", "months_in_post")
    assert screens.says("put(path, { months_in_post: 2 })", "months_in_post")
    assert not screens.offers("const VERBS = ['accept', 'return']", "void")
    assert screens.offers('<button v-for="verb in row.moves">', "void")
