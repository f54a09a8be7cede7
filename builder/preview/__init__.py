"""A course as it is now, on a page of this machine: built at every save, shown at once."""
