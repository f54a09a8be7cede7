"""The benchmark: Study Builder beside Typst, Chromium and XeLaTeX on the same content."""
