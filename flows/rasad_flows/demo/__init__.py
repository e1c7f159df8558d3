"""The demo: invented publishers on this machine, taken in by the real flow."""
