"""What setting pages raises."""


class PageError(Exception):
    """A page can't be set: text past its room, unknown CSS, a missing image."""
