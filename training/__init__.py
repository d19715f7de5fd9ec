"""Training of the learned tagger; not part of the distribution.

Install `torch`, `onnx` and `opencc` besides the project, then, from the repository's root,

    python -m training.train_tagger

reads `training/texts` (annotated texts of our own writing, and name-free ones, `*.plain.txt`) and the sentence
patterns of `templates.txt`, trains with a fixed seed and writes `extractors/learned.onnx`: about a quarter of an hour
on two idle cores. The documents whose names begin with d or i are kept out of training to calibrate confidences.
"""
