"""Cover letters in plain text: ruled sections, told as stories."""
