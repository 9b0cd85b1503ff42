"""What is secret by its name or its place in a text: values of a query, headers, arguments of a program.

There is no telling for sure. A word too many that is hidden costs little, and so what may be a secret is one.
"""

from __future__ import annotations

import re

HIDDEN = "xxxxx"
"""What stands for a secret, as in Go's url.Redacted."""
_NAME = re.compile(
    r"token|key|sig|passw|passphrase|passcode|(?<!by)(?<!com)pass(?![a-z])|pwd|psw|auth|secret|credential|jwt|bearer"
    r"|session(?!s)|cookie|saml|hmac|ticket|(?<![a-z])(?:pw|sid|otp|pin)(?![a-z])",
    re.IGNORECASE,
)
_ARGUMENT = re.compile(
    # After a blank only what stands alone is a flag: `/etc/key /srv` are two paths.
    rf"(?P<flag>(?:(?<!\S)-{{0,2}}(?=[\w.-]*(?:=|:|\s))|(?<![\w.-])(?=[\w.-]*[=:]))[\w.-]*(?:{_NAME.pattern})[\w.-]*)"
    r"(?P<gap>\s*=\s*|:\s*(?!//)|\s+(?=[^\s-]))(?P<value>(?:(?:bearer|basic)\s+)?\S+(?:(?<=;)\s+\S+)*)",
    re.IGNORECASE,
)
_USERINFO = re.compile(r"(?<=://)[^\s/]+@")
_LOGIN = re.compile(r"(?<![^\s=,;\"'(\[])[^\s:@/=,;\"'(\[]+:(?!//)\S+@")
"""User and password of a data source without a scheme, such as `root:pw@tcp(db:3306)/shop`."""


def names_secret(name: str) -> bool:
    """Say whether what has this name, in a query, a header or a command line, is to be kept to itself."""
    return _NAME.search(name) is not None


def hide_secret_arguments(command_line: str) -> str:
    """Return a command line in which `--token=x`, `-password x`, `KEY=x`, `//user:pw@` and `user:pw@` say nothing."""
    hidden = _USERINFO.sub(f"{HIDDEN}@", command_line)
    hidden = _LOGIN.sub(f"{HIDDEN}@", hidden)
    return _ARGUMENT.sub(rf"\g<flag>\g<gap>{HIDDEN}", hidden)
