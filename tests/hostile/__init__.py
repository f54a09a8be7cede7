"""Courses by strangers who mean harm, each with what must become of it."""
