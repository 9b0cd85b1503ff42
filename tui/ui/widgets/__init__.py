"""Parts that draw rows of cells and say what the user did; they know nothing of profiles but what they are given."""
