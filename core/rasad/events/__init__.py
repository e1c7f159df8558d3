"""What many articles have in common: reprints of one story."""
