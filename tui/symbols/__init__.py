"""Program text: the source files that a profile names, found on this machine."""
