"""Patterns that are known to take backtracking engines ages, or to take a compiler all memory.

From OWASP's list, the CVEs of packages for validating text (email, URL, semver, markdown, dates, colours), the tests of
RE2, and the studies of such patterns in the wild.
"""

from __future__ import annotations

NESTED = (
    r"^(a+)+$", r"^(a+)*$", r"^(a*)+$", r"(a*)*b", r"(?:(?:(?:a*)*)*)*$", r"(x+x+)+y", r"^((a+)+)+$", r"(a+a+)+b",
    r"^(([a-z])+.)+[A-Z]([a-z])+$", r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}$",
    r"^(?:[a-z]+)*!!$", r"(\w+\s?)*$", r"(\w*)*\.$", r"^(\w+\.?)+@(\w+\.?)+$", r"([a-z]+)*=", r"(.*)*x$",
)  # fmt: skip
"""A repetition in a repetition: exponential."""
OVERLAPPING = (
    r"(a|a)*$", r"(a|aa)+$", r"(a|a?)+$", r"(a|b|ab)*c", r"^(a|ab|b)*$", r"(\d|\d\d)+$", r"^(\w|\w\w)*!$",
    r"(?:a|a|b)*c$", r"([ab]|a)*c", r"(.|a)*x$", r"^(\s|a|\w)*\d$", r"(aa|aab?)*$",
)  # fmt: skip
"""Alternatives that match the same text: exponential."""
REPEATED = (
    r".*.*.*.*.*=", r"[a-z]+[a-z]+[a-z]+$", r"(.*a){20}", r"(a?){40}a{40}", r"a*a*a*a*a*a*b", r"^\s+|\s+$",
    r"^.*(a.*){12}b$", r"\w+\w+\w+\w+\d$", r"(?s).*\n.*\n.*x", r".*?.*?.*?.*?x$", r"a+a+a+a+a+a+$b",
    r"(a*?)(a*?)(a*?)(a*?)b", r"^(.*?,){11}P",
)  # fmt: skip
"""Repetitions beside each other: a high power of the length."""
LARGE = (
    r"((a{1,100}){1,100}){1,100}", r"a{1,1000}{1,1000}", r"(a{1000}){1000}", r"((((a{9}){9}){9}){9}){9}",
    r"(?:a{0,1000}){0,1000}", r"(\pL{500}){200}", r"[^\x00]{1000}{50}", r"(?i)(\p{Greek}|\p{Han}){900}",
    "(" * 900 + "a" + ")" * 900, "a?" * 100 + "a" * 100, "|".join(f"a{{{count}}}" for count in range(1, 100)),
)  # fmt: skip
"""Short to write, large once compiled."""
INVALID = (r"(?=a)b", r"(?<!a)b", r"(a)\1", r"a**", "(", "[", "\\", r"(?P<a>x", "*", r"\8")
"""What RE2 has no words for."""
KNOWN = (*NESTED, *OVERLAPPING, *REPEATED, *LARGE, *INVALID)
