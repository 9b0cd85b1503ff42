"""What to do about a server that said no and told what would help: the user is asked, and the order changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.errors import BadOption, ProfileError, Refused
from tui.fetch.secret_url import SecretUrl
from tui.fetch.target import ServerTarget, UrlTarget, with_url
from tui.ui.loading import Order
from tui.ui.screens.asking import AskScreen, Offer, OfferScreen

if TYPE_CHECKING:
    from textual.app import App

_FIRST, _PASSWORD, _TOKEN = "enter", "p", "t"


def can_help(error: ProfileError, order: Order) -> bool:
    """Say whether there is something to offer against an error."""
    return isinstance(error, Refused) and bool(_offers(error, order))


async def helped(app: App[None], error: Refused, order: Order) -> Order | None:
    """Offer what would help; return the order that has it, or None if the user leaves it.

    Args:
        app: whose screens to ask on; has to be called from a worker of it.
        error: what the server said.
        order: what it said it about.
    """
    chosen = await app.push_screen_wait(OfferScreen(_said(error, order), _offers(error, order)))
    source = order.source
    if chosen is None or not isinstance(source, UrlTarget | ServerTarget):
        return None
    if chosen != _FIRST:
        return await let_in(app, order, token=chosen == _TOKEN)
    if error.way_out.wants:
        return await let_in(app, order, token=error.way_out.wants == "token")
    if error.way_out.seconds is not None and isinstance(source, UrlTarget):
        seconds = error.way_out.seconds
        url = source.url.with_query({"seconds": str(seconds)})
        return replace(order, source=replace(source, url=url, seconds=seconds))
    return order


async def let_in(app: App[None], order: Order, *, token: bool) -> Order | None:
    """Ask for a token, or for user and password; return the order with it, or None if the user leaves it.

    Args:
        app: whose screens to ask on; has to be called from a worker of it.
        order: what is to be fetched.
        token: ask for a token.
    """
    source = order.source
    if not isinstance(source, UrlTarget | ServerTarget):
        return None
    url = await (_with_token(app, source.url) if token else _with_login(app, source.url))
    return None if url is None else replace(order, source=with_url(source, url))


async def _with_token(app: App[None], url: SecretUrl) -> SecretUrl | None:
    def wrong(line: str) -> str:
        try:
            url.with_token(line)
        except BadOption as error:
            return error.what
        return ""

    token = await app.push_screen_wait(AskScreen(f"Token for {url.address}", secret=True, wrong=wrong))
    return None if token is None else url.with_token(token)


async def _with_login(app: App[None], url: SecretUrl) -> SecretUrl | None:
    known = (url.userinfo or url.access.login or ("", ""))[0]
    user: str | None = url.asks_for_password
    if not user:
        question = AskScreen(
            f"User at {url.address}", answer=known, wrong=lambda line: "" if line else "a name, please"
        )
        user = await app.push_screen_wait(question)
    if user is None:
        return None
    password = await app.push_screen_wait(AskScreen(f"Password at {url.address}", secret=True))
    return None if password is None else url.with_login(user, password)


def _said(error: Refused, order: Order) -> str:
    """Return what happened; of what to do, nothing that the offers say in fewer words."""
    source = order.source
    unknown = isinstance(source, UrlTarget | ServerTarget) and not source.url.access.sent(source.url.userinfo)
    return f"{error.where}: {error.what}" if error.way_out.wants and unknown else str(error)


def _offers(error: Refused, order: Order) -> list[Offer]:
    way_out, source = error.way_out, order.source
    if not isinstance(source, UrlTarget | ServerTarget):
        return []
    if way_out.wants == "password":
        return [Offer(_FIRST, "⏎", "give user and password"), Offer(_TOKEN, "t", "give a token")]
    if way_out.wants == "token":
        return [Offer(_FIRST, "⏎", "give a token"), Offer(_PASSWORD, "p", "give user and password")]
    if way_out.seconds is not None and isinstance(source, UrlTarget):
        return [Offer(_FIRST, "⏎", f"fetch {way_out.seconds} s instead")]
    if way_out.later:
        return [Offer(_FIRST, "⏎", "try again")]
    return []
