"""pprof-tui: a pprof profile browser for the terminal.

Folders are layers, and imports point one way (`pyproject.toml` holds the contracts that a machine checks):
`cli` > `ui` > `report`, `demo` > `session`, `opening` > `layout` > `analysis`, `fetch`, `symbols` > `pprof` >
`options` > `errors` > `units`, `text`. Each heavy library has one home: protobuf in `pprof`, requests in `fetch`,
textual and rich in `ui`.
"""

__version__ = "0.1.0"
