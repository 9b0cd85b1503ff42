"""Messages that arrive at once, so that keys typed ahead act on what the keys before them chose.

Handlers are found as Textual finds them: `@on`, names such as `on_rows_moved`, and `stop()` mean what they always mean.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from functools import lru_cache
from inspect import isawaitable, ismethod, signature
from typing import cast

from textual.dom import DOMNode
from textual.events import Event
from textual.message import Message


def tell(sender: DOMNode, message: Message) -> None:
    """Hand a message up to everyone above who handles it, before this returns; handlers cannot be coroutines.

    A message that is posted waits in the queue of each widget on its way up, and keys overtake it: of Down and F typed
    in a burst, F would act on the selection that Down has left.

    Args:
        sender: the widget that something happened in.
        message: what happened.
    """
    for node in sender.ancestors_with_self:
        for handler in _handlers(node, message):
            _called(handler, message)
        if message._stop_propagation:
            return


async def hand_over(target: DOMNode, event: Event) -> None:
    """Hand an event of the user's to a widget and to everyone above it, and wait until all of them have acted on it.

    Args:
        target: the widget that it is for.
        event: what the user did.
    """
    event._set_forwarded()
    for node in target.ancestors_with_self:
        for handler in _handlers(node, event):
            done = _called(handler, event)
            if isawaitable(done):
                await done
        if event._stop_propagation:
            return


def _handlers(node: DOMNode, message: Message) -> Iterator[Callable[..., object]]:
    if _may_handle(type(node), cast("Hashable", type(message))):
        for _, handler in node._get_dispatch_methods(message.handler_name, message):
            yield handler


@lru_cache(maxsize=4096)
def _may_handle(node: type[DOMNode], message: type[Message]) -> bool:
    """Say whether a kind of node has any handler of a kind of message; most have none, and to look takes a while."""
    kinds = [kind for kind in message.__mro__ if issubclass(kind, Message)]
    named = {message.handler_name, f"_{message.handler_name}"}
    return any(
        named & vars(kind).keys() or any(of in vars(kind).get("_decorated_handlers", ()) for of in kinds)
        for kind in node.__mro__
    )


def _called(handler: Callable[..., object], message: Message) -> object:
    """Call a handler, which may do without the message."""
    return handler(message) if _takes_any(getattr(handler, "__func__", handler), bound=ismethod(handler)) else handler()


@lru_cache(maxsize=1024)
def _takes_any(handler: Callable[..., object], *, bound: bool) -> bool:
    """Say whether a handler takes a message besides its own object."""
    return len(signature(handler).parameters) > bound
