"""The top of the product: the command line, the scheduler, and the wiring of all parts."""
