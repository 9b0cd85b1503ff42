"""The ways in which legacy files go wrong: lines lost, doubled or cut, characters changed, numbers grown."""

from __future__ import annotations

from random import Random

_LINES = [b"---", b"# c", b"", b"a=b", b"9: 9 [9: 9] @ 0x9", b"9 9 @ 0x9", b"--- Memory map: ---", b"MAPPED_LIBRARIES:"]
_LINES += [b"[same as previous thread]", b"0x10 x (y:3)", b"400000-500000 r-xp 0 0:0 0 $a", b"9 @ 0x9"]
_CHARACTERS = b"0123456789abcx @:=[]-\n \t\x0b\r\x00\xff$"
_INSERTED = [b"9" * 19, b"1" * 30, b" ", b"0x", b"-", b"0", b"\n", b"\x00" * 8]
_ENDINGS = [b"0", b" 0x1", b"=", b"-", b"0" * 20, b"\xff"]


def mutated(content: bytes, random: Random) -> bytes:
    """Return `content` with something wrong with it."""
    if random.random() < 0.5 and b"\n" in content:
        return _other_lines(content, random)
    return _other_characters(content, random)


def _other_lines(content: bytes, random: Random) -> bytes:
    lines = content.split(b"\n")
    at = random.randrange(len(lines))
    match random.randrange(6):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, random.choice(lines))
        case 2:
            del lines[at:]
        case 3:
            lines.insert(at, random.choice(_LINES))
        case 4:
            lines[at] = random.choice([lines[at].upper(), b" " + lines[at] + b" \r"])
        case 5:
            lines[at] += random.choice(_ENDINGS)
    return b"\n".join(lines)


def _other_characters(content: bytes, random: Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(random.randrange(1, 4)):
        at = random.randrange(len(damaged) + 1)
        match random.randrange(4):
            case 0:
                damaged[at : at + 1] = bytes([random.choice(_CHARACTERS)])
            case 1:
                del damaged[at : at + random.randrange(1, 9)]
            case 2:
                damaged[at:at] = random.choice(_INSERTED)
            case 3:
                del damaged[at:]
    return bytes(damaged)
