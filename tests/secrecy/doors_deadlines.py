"""The addresses of deadlines and notices."""

from tests.secrecy.knocking import Asks, bodies, plain

DOORS: dict[tuple[str, str], Asks] = {
    ("GET", "/orders/{order_id}/ladder"): plain,
    ("GET", "/tasks/{task_id}/ladder"): plain,
    ("GET", "/notices"): lambda _: [{}, {"params": {"unread": True}}, {"params": {"limit": 1}}],
    ("POST", "/notices/moves"): bodies({"verb": "read"}),
    ("POST", "/notices/{notice_id}/moves"): bodies({"verb": "read"}),
}
