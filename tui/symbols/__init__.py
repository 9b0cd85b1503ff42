"""Program text: the source files and the binaries that a profile names, found on this machine; and readable names."""
