"""An event composed of labelled photos, with who is where kept as ground truth."""
