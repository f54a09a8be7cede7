"""A build, stage by stage: target, loaded, matched, checked, planned, rendered, published.

It begins in `build.py`. Leans on every room but `cli`, `preview` and `reporting`.
"""
