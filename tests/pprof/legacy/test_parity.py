"""What legacy files say is what `go tool pprof` makes of them, byte for byte, and it refuses what we refuse."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from random import Random

import pytest

from tests.pprof.legacy.cases import by_hand, captured, ours
from tests.pprof.legacy.mutations import mutated
from tui.errors import BadProfile, ProfileError
from tui.pprof.decode import decode

Pprof = Callable[[str, bytes], tuple[bytes | None, str]]
FILES = by_hand() | captured()


def check_equal(pprof_says: Pprof, report: str, content: bytes) -> None:
    theirs, why = pprof_says(report, content)
    try:
        mine = ours(report, content)
    except ProfileError as error:
        assert theirs is None, f"we refuse: {error}"
    else:
        assert theirs is not None, f"they refuse: {why}"
        assert mine == theirs


@pytest.mark.parametrize("name", FILES)
def test_a_legacy_file_reads_as_in_pprof(pprof_says: Pprof, name: str) -> None:
    for report in ("raw", "top", "traces"):
        check_equal(pprof_says, report, FILES[name])


@pytest.mark.parametrize("name", ["heap_go.txt", "heap_v2.txt", "java_heapz.txt", "contention_cpp.txt", "growth.txt"])
def test_frames_to_drop_are_those_of_pprof(pprof_says: Pprof, name: str) -> None:
    # GIVEN what pprof writes when it converts the file
    converted, why = pprof_says("proto", FILES[name])
    assert converted, why
    # THEN the patterns that it wrote are the patterns that we read from the file itself
    theirs, mine = decode(converted), decode(FILES[name])
    assert (mine.drop_frames, mine.keep_frames) == (theirs.drop_frames, theirs.keep_frames)


@pytest.mark.parametrize("name", ["goroutine", "heap", "allocs", "mutex", "block", "threadcreate"])
def test_text_that_a_go_server_sends_now_reads_as_in_pprof(pprof_says: Pprof, go_server: str, name: str) -> None:
    with urllib.request.urlopen(f"http://{go_server}/debug/pprof/{name}?debug=1", timeout=30) as reply:
        text = reply.read()
    # THEN it is read, and means the same
    assert decode(text).sample_types
    for report in ("raw", "top", "traces"):
        check_equal(pprof_says, report, text)


def test_damaged_files_read_as_in_pprof_or_are_refused_by_both(pprof_says: Pprof) -> None:
    random = Random(20261121)
    files = list(by_hand().values())
    for _ in range(250):
        check_equal(pprof_says, "raw", mutated(random.choice(files), random))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"goroutine profile: total 1\n1 @ 0x1 \n", "malformed profile format"),
        (b"goroutine profile: total 1\n08 @ 0x1\n", "malformed profile format"),
        (b"goroutine profile: total 1\n1 @ 0x1ffffffffffffffff\n", "malformed profile format"),
        (b"goroutine profile: total 1\n" + b"#" * 65536, "bufio.Scanner: token too long"),
        (b"heap profile: 1: 1 [1: 1] @ heap/2\nx\n", "unexpected number of sample values: got 0, want 6"),
        (b"heap profile: 1: 1 [1: 1] @ heap/2\n0: 7 [0: 0] @\n", "inuse count was 0 but inuse bytes was 7"),
        (b"heap profile: 1: 1 [2: 1] @ heap/2\n1: 1 [0: 7] @\n", "allocation count was 0 but allocation bytes was 7"),
        (
            b"heap profile: 1: 1 [1: 1] @ heap/2\n1: 1 [1: 1] @ 0x1ffffffffffffffff\n",
            "failed to parse as hex 64-bit number: 0x1ffffffffffffffff",
        ),
        (
            b"heap profile: 1: 1 [1: 1] @ heap/2\n9223372036854775808: 1 [1: 1] @\n",
            'strconv.ParseInt: parsing "9223372036854775808": value out of range',
        ),
        (b"--- mutex:\n99999999999999999999 1 @ 0x1\n", "malformed sample: 99999999999999999999 1 @ 0x1"),
        (b"--- heapz 1 ---\n1 0 @ 0x1\n", "second value must be non-zero"),
        (b"--- heapz 1 ---\n1 1 @ 0x1\n", "missing sample type information"),
        (b"--- contentionz 1 ---\nformat=java\nsampling period=x\n1 1 @ 0x1\n", "failed to parse attribute"),
        (b"--- Thread 1 (name: a/1) stack: ---\n0x1ffffffffffffffff\n", "malformed sample: 0x1ffffffffffffffff"),
    ],
)
def test_what_is_malformed_is_refused_in_the_words_of_pprof(pprof_says: Pprof, content: bytes, words: str) -> None:
    _, theirs = pprof_says("raw", content)
    assert words in theirs
    with pytest.raises(BadProfile) as mine:
        decode(content)
    assert words in str(mine.value)
    assert str(mine.value).startswith("parsing profile: ")
