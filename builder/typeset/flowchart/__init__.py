"""Flows, written in lines such as `A -> B -[label]-> C`, as drawings."""
