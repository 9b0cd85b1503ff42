"""Numbers: what a profile says, as pure functions on numpy columns. No I/O, no drawing.

`frames` names what is counted, `stacks` lays samples out in frames, and `top`, `peek`, `listing`, `calltree` and
`search` count. The semantics are google/pprof's; each module says which rule it follows.
"""
