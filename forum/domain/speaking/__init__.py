"""Speaking slots: who is to speak in a sitting, in which order, for how long, on whose behalf.

`rules` holds the words and the ruleset, `shares` the arithmetic, `outline` the empty plan of a sitting, `slots` what a
plan may and may not become. docs/speaking.md tells the same in words.
"""
