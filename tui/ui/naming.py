"""What sources are called on the screen, and what tells one source from another."""

from __future__ import annotations

from urllib.parse import unquote

from tui.fetch.delta import is_delta
from tui.fetch.target import FileTarget, Target, UrlTarget
from tui.gathering import Plan
from tui.text import clean
from tui.ui.glyphs import GLYPHS


def title(target: Target) -> str:
    """Return what to call what came from a target: file name, or server and profile; clean and without secrets."""
    if isinstance(target, FileTarget):
        return clean(target.path.name)
    if isinstance(target, UrlTarget):
        _, _, name = target.url.parts.path.rpartition("/pprof/")
        over = f" over {target.seconds} s" if is_delta(target.url) else ""
        with_states = "?debug=2" if ("debug", "2") in target.url.query else ""
        return clean(f"{target.url.address}{target.url.service} {unquote(name)}{with_states}{over}")
    return target.display


def title_of_plan(plan: Plan) -> str:
    """Return what to call several sources: as many as there are, if their names would be long."""
    names = [title(target) for target in plan.targets]
    name = " + ".join(names) if len(names) < 4 else f"{len(names)} sources: {names[0]} {GLYPHS.ellipsis}"
    return f"{name} minus {title(plan.base[0])}" if plan.base else name


def identity(target: Target) -> str:
    """Return what is equal for all that comes from one source, and from nothing else: where, what, for how long."""
    return str(target.path.absolute()) if isinstance(target, FileTarget) else target.display


def identity_of_plan(plan: Plan) -> str:
    """Return the same of several sources."""
    targets, base = (" ".join(map(identity, group)) for group in (plan.targets, plan.base))
    return f"{targets} minus {base}" if base else targets
