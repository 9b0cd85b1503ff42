"""What is secret by its name or its place in a text: values of a query, headers, arguments of a program.

There is no telling for sure. A word too many that is hidden costs little, and so what may be a secret is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

HIDDEN = "xxxxx"
"""What stands for a secret, as in Go's url.Redacted."""
_NAME = re.compile(
    r"token|key|sig|passw|passphrase|passcode|(?<!by)(?<!com)pass(?![a-z])|pwd|psw|auth|secret|credential|jwt|bearer"
    r"|session(?!s)|cookie|saml|hmac|ticket|(?<![a-z])(?:pw|sid|otp|pin)(?![a-z])",
    re.IGNORECASE,
)
_SCHEME = "bearer|basic|digest|negotiate|token|api-?key"
"""What a header may say before its secret."""
_ARGUMENT = re.compile(
    # After a blank only what stands alone is a flag: `/etc/key /srv` are two paths.
    rf"(?P<flag>(?:(?<!\S)-{{0,2}}(?=[\w.-]*(?:=|:|\s))|(?<![\w.-])(?=[\w.-]*[=:]))[\w.-]*(?:{_NAME.pattern})[\w.-]*)"
    rf"(?P<gap>\s*=\s*|:\s*(?!//)|\s+(?=[^\s-]))(?P<value>(?:(?:{_SCHEME})\s+)?\S+(?:(?<=;)\s+\S+)*)",
    re.IGNORECASE,
)
_USERINFO = re.compile(r"(?<=://)[^\s/]+@")
_LOGIN = re.compile(r"(?<![^\s=,;\"'(\[])[^\s:@/=,;\"'(\[]+:(?!//)\S+@")
"""User and password of a data source without a scheme, such as `root:pw@tcp(db:3306)/shop`."""
_NAMED = re.compile(r"(?<![\w.-])([\w.-]+)[\"']?\s*(?:=|:(?!//))[ \t]*")
"""A name with what parts it from its value."""
_FLAG = re.compile(r"-*[\w.-]+")
_BEFORE_VALUE = re.compile(rf"[=:]|{_SCHEME}", re.IGNORECASE)
"""What may stand alone between a name and its value."""


def names_secret(name: str) -> bool:
    """Say whether what has this name, in a query, a header or a command line, is to be kept to itself."""
    return _NAME.search(name) is not None


def hide_secret_arguments(command_line: str) -> str:
    """Return a command line in which `--token=x`, `-password x`, `KEY=x`, `//user:pw@` and `user:pw@` say nothing."""
    return _ARGUMENT.sub(rf"\g<flag>\g<gap>{HIDDEN}", _without_logins(command_line))


def hidden_in_each(arguments: Iterable[str]) -> Iterator[str]:
    """Yield the arguments of a program so that they say nothing secret.

    Where it is known how they come apart, a secret goes on to the end of its argument, blanks or not, and what follows
    a flag of a secret name is one as a whole.
    """
    waits = False
    for argument in arguments:
        if waits and not argument.startswith("-"):
            yield HIDDEN
            waits = _BEFORE_VALUE.fullmatch(argument) is not None
            continue
        bare = _without_logins(argument)
        ends = next((found.end() for found in _NAMED.finditer(bare) if names_secret(found[1])), None)
        yield hide_secret_arguments(bare[:ends]) + (HIDDEN if bare[ends or len(bare) :] else "")
        waits = ends == len(bare) or (_FLAG.fullmatch(bare) is not None and names_secret(bare))


def _without_logins(text: str) -> str:
    return _LOGIN.sub(f"{HIDDEN}@", _USERINFO.sub(f"{HIDDEN}@", text))
