"""Tests mirror the source path; journeys/, house/ and benchmarks/ stand beside them."""
