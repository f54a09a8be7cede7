"""One module per output, each with one function that yields artefacts."""
