"""The verbs of the command line, one file each: thin skins over functions of the library."""
