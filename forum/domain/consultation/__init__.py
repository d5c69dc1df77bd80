"""Consultation: one object for slots, format, presence and programme (GB.343/INS/3/2, paragraph 39(c) and (d)).

`record` holds the words and values, `rules` what may be done at which stage and by whom, `snapshots` what was sent,
frozen. docs/speaking.md tells the same in words.
"""
