"""The command line. Each file is one command; heavy libraries are imported where a command needs them."""
