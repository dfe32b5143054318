"""`python -m linli`."""

from linli.faces.cli.app import main

main()
