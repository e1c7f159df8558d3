"""`python -m rasad`."""

from rasad.cli import main

main()
