"""One module or package for each output; each describes itself, and none knows another."""
