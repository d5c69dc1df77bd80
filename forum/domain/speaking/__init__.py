"""Speaking slots: who is to speak in a sitting, in which order, for how long, on whose behalf.

`rules` and `procedure` hold the words and the ruleset, `document` reads it from plain data by the shapes of `shapes`,
`checks` tells what its values owe each other. `shares` is the arithmetic of a sitting, `outline` its empty plan,
`slots` what a plan may and may not become; `linter` tells beforehand what will not fit. `apportion` shares whole units
exactly, `carry` releases what is not used and carries what is owed, `draw` is the draw of lots, `ordering` the order of
speakers, `shortage` what is done where time is short, and `measures` the figures of fairness; `night` tells who would
speak in theirs. In words: docs/speaking.md.
"""
