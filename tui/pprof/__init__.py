"""The pprof format: bytes to the columnar `Profile` and back. The only home of protobuf.

`wire` walks fields, `decode` fills columns, `validate` is google/pprof's CheckValid, `encode` writes, `plain` is the
slow, obvious reading that the fast one is tested against, and `build` makes profiles from stacks.
"""
