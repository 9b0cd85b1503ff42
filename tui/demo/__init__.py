"""A live program to try pprof-tui on: a small shop that keeps itself busy and is profiled as a Go server would be.

Every sample is real. `workload` runs the threads whose work is `shop`, `stock`, `logs`, `ranking`, `archive` and
`forecast`; `sampler` (CPU), `heap` and `threads` watch them; `recording` writes what they saw as profiles, `endpoints`
answers as Go's net/http/pprof does, and `server` puts that on a port of this machine. `python -m tui.demo` is the
program, and `program` starts it as a child and ends it.
"""
