"""Binary CPU profiles, word by word, as gperftools writes them."""

from __future__ import annotations

import struct
from collections.abc import Sequence

FORMS = {"32 bits, little": "<I", "32 bits, big": ">I", "64 bits, little": "<Q", "64 bits, big": ">Q"}
MAPS = (
    b"build=/opt\n"
    b"00400000-00500000: $build/server (@0) abc\n"
    b"7f0000000000-7f0000100000 r-xp 00000000 08:01 5 /lib/libc.so.6\n"
)
JAVA_NAMES = (
    b" 0x00000010 com.example.Main.main (Main.java:10)\n 0x00000020 GC\n0x30 native (/usr/lib/libx.so)\n"
    b" 0x50 __restore (x.c:1)"
)

Sample = tuple[int, Sequence[int]]

# Every stack has 0x409999 behind its leaf: the signal handler's frame.
WITH_HANDLER: list[Sample] = [
    (3, [0x401000, 0x409999, 0x402001, 0x403001]),
    (1, [0x401050, 0x409999, 0x403001, 0x403001]),
    (2, [0x402000, 0x409999]),
]
# Two frames of the handler, the second of which is not in all of them.
WITH_TWO_HANDLERS: list[Sample] = [(7, [0x401000, 0x409999, 0x409998, 0x403001])] * 40 + [(1, [0x401000, 0x409999])]
WITH_LEAF_TWICE: list[Sample] = [
    (3, [0x401000, 0x401000, 0x402001]),
    (1, [0x401050, 0x401050, 0x403001]),
    (1, [0x401060, 0x402001]),
]
ODD: list[Sample] = [(1, []), (1, [0]), (0, [5]), (4, [0xFFFFFFFF, 0, 1, 0])]
JAVA: list[Sample] = [(5, [0x10, 0x20, 0x30]), (1, [0x40, 0x10, 0, 0x50, 0x20])]


def words(form: str, *numbers: int) -> bytes:
    return struct.pack(f"{form[0]}{len(numbers)}{form[1]}", *numbers)


def cpu(form: str, samples: Sequence[Sample], rest: bytes = b"", *, java: int = 0, period: int = 10_000) -> bytes:
    return endless(form, samples, java=java, period=period) + words(form, 0, 1, 0) + rest


def endless(form: str, samples: Sequence[Sample], *, java: int = 0, period: int = 10_000) -> bytes:
    """The same without the mark that ends the samples."""
    return words(form, 0, 3, java, period, 0) + b"".join(
        words(form, count, len(stack), *stack) for count, stack in samples
    )


def all_cpu_profiles() -> dict[str, bytes]:
    profiles = {
        "64 bits, period beyond int64": cpu("<Q", WITH_HANDLER, period=2**63 + 5),
        "64 bits, counts beyond int64": cpu("<Q", [(2**63, [1, 2]), (2**62, [3])]),
        "32 bits, that pass as protobuf": cpu(">I", [(1, [1])], period=1),
    }
    for name, form in FORMS.items():
        profiles |= {
            f"{name}, handler": cpu(form, WITH_HANDLER, MAPS),
            f"{name}, two handlers": cpu(form, WITH_TWO_HANDLERS, MAPS),
            f"{name}, leaf twice": cpu(form, WITH_LEAF_TWICE, MAPS),
            f"{name}, odd": cpu(form, ODD, MAPS),
            f"{name}, one sample": cpu(form, WITH_HANDLER[:1]),
            f"{name}, no sample": cpu(form, [], MAPS),
            f"{name}, only a header": endless(form, []),
            f"{name}, no end": endless(form, WITH_LEAF_TWICE),
            f"{name}, cut off": endless(form, WITH_LEAF_TWICE)[:-4],
            f"{name}, cut off in a header": endless(form, ODD) + words(form, 9)[:3],
            f"{name}, frames of four bytes": endless(form, ODD) + words(form, 9, 2) + b"\1\2\3\4\5\6\7\x08",
            f"{name}, end cut off": endless(form, ODD) + words(form, 0, 1) + b"\1\2\3\4",
            f"{name}, frames without end": endless(form, ODD) + words(form, 1, 2 ** (31 if form[1] == "I" else 60)),
            f"{name}, Java": cpu(form, JAVA, JAVA_NAMES, java=1),
            f"{name}, nothing known": cpu(form, JAVA, java=2),
        }
    return profiles
