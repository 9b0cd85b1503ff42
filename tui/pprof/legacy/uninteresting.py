"""The frames that google/pprof drops from legacy profiles: of the allocator, of locks, of the profiler itself.

Legacy forms cannot say what to drop, so it depends on the sample types (`addLegacyFrameInfo`). The names are pprof's.
"""

from __future__ import annotations

from collections.abc import Sequence

_ALLOCATION = "|".join(
    (
        "calloc|cfree|malloc|free|memalign|do_memalign|(__)?posix_memalign|pvalloc|valloc|realloc",
        "tcmalloc::.*|tc_calloc|tc_cfree|tc_malloc|tc_free|tc_memalign|tc_posix_memalign|tc_pvalloc|tc_valloc|tc_realloc",
        "tc_new|tc_delete|tc_newarray|tc_deletearray|tc_new_nothrow|tc_newarray_nothrow",
        "malloc_zone_malloc|malloc_zone_calloc|malloc_zone_valloc|malloc_zone_realloc|malloc_zone_memalign",
        r"malloc_zone_free|runtime\..*|BaseArena::.*|(::)?do_malloc_no_errno|(::)?do_malloc_pages|(::)?do_malloc",
        "DoSampledAllocation|MallocedMemBlock::MallocedMemBlock|_M_allocate|__builtin_(vec_)?delete|__builtin_(vec_)?new",
        "__gnu_cxx::new_allocator::allocate|__libc_malloc|__malloc_alloc_template::allocate|allocate|cpp_alloc",
        r"operator new(\[\])?|simple_alloc::allocate",
    )
)
_ALLOCATION_KEPT = r"runtime\.panic|runtime\.reflectcall|runtime\.call[0-9]*"
_LOCK = "|".join(
    (
        "RecordLockProfileData|(base::)?RecordLockProfileData.*|(base::)?SubmitMutexProfileData.*",
        "(base::)?SubmitSpinLockProfileData.*|(base::Mutex::)?AwaitCommon.*|(base::Mutex::)?Unlock.*",
        "(base::Mutex::)?UnlockSlow.*|(base::Mutex::)?ReaderUnlock.*|(base::MutexLock::)?~MutexLock.*",
        "(Mutex::)?AwaitCommon.*|(Mutex::)?Unlock.*|(Mutex::)?UnlockSlow.*|(Mutex::)?ReaderUnlock.*",
        "(MutexLock::)?~MutexLock.*|(SpinLock::)?Unlock.*|(SpinLock::)?SlowUnlock.*|(SpinLockHolder::)?~SpinLockHolder.*",
    )
)
_PROFILER = "ProfileData::Add|ProfileData::prof_handler|CpuProfiler::prof_handler|__pthread_sighandler|__restore"
_HEAP_TYPES = (
    ("allocations", "size"),
    ("objects", "space"),
    ("inuse_objects", "inuse_space"),
    ("alloc_objects", "alloc_space"),
    ("alloc_objects", "alloc_space", "inuse_objects", "inuse_space"),
)


def frames(sample_types: Sequence[str]) -> tuple[str, str]:
    """Return the patterns `drop_frames` and `keep_frames` for a profile with these types of values."""
    if tuple(sample_types) in _HEAP_TYPES:
        return _ALLOCATION, _ALLOCATION_KEPT
    if tuple(sample_types) == ("contentions", "delay"):
        return _LOCK, ""
    return _PROFILER, ""
