"""`python -m tui` is the command `pprof-tui`."""

from tui.cli import main

if __name__ == "__main__":
    main()
