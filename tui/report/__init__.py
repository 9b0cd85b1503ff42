"""The views as text on stdout, as `go tool pprof` prints them."""
