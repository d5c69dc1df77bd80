"""Room: tests of the demonstration."""
