"""Training and measuring: annotated texts come in, weights and figures go out. Not part of the installed program."""
