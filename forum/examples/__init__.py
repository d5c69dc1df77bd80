"""Room: examples.

Facts shipped with the product, each with its source (SOURCES.md of each example). Touches no other room.
"""
