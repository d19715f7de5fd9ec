"""Training of the learned tagger; not part of the distribution.

Install `torch`, `onnx` and the project's own dependencies, then, from the repository's root,

    python -m training.train_tagger

reads `training/texts`, trains with a fixed seed and writes `extractors/learned.onnx` and `extractors/learned.json`.
"""
