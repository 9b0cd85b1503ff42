"""Bytes from outside, and nothing but bytes: files, standard input, and servers under a deadline and a byte limit.

The only home of requests. What a person typed becomes a target (`target`), a target becomes bytes (`source`), and
bytes that cannot be a profile are refused by name (`sniff`). What the bytes mean is `tui.pprof`'s affair.
"""
