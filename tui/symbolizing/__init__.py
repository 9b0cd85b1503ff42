"""Names for addresses, as google/pprof gives them after fetching (`internal/symbolizer`): its option `-symbolize`.

From the binaries on this machine, then from the server that the profile came from; and mangled names made readable.
"""
