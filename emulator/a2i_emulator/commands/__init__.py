"""One module a command: ``add_parser`` declares its options, ``run`` carries it out."""
