"""A finished PDF arranged on sheets of paper: booklet, two pages a sheet, tiles."""
