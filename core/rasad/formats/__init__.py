"""Readers of the formats news comes in. They turn bytes into articles; none knows a publisher."""
