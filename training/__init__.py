"""Training and measuring: annotated texts come in, weights and figures go out. Not part of the installed program.

`texts/` holds annotated texts of our own writing and name-free ones (`*.plain.txt`). Install `torch`, `onnx`,
`opencc` and `scikit-learn` besides the project; then, from the repository's root,

    python -m training.train_tagger     writes extractors/learned.onnx, about half an hour on two cores
    python -m training.train_arbiter    writes the weights by which the arbiter believes recognisers
    python -m training.train_judge      writes the weights by which candidate relations are judged

each with a fixed seed. The tagger keeps every eighth document out of training: they calibrate its confidences and teach
the arbiter how far to believe it.
"""
