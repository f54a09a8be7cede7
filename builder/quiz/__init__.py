"""A quiz drawn from a course: which cards are asked, what choices stand beside, its paper."""
