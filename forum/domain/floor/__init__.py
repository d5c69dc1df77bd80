"""The live floor: an append-only log of events, its fold, and the commands that may add to it.

`decide` turns a command into events or a refusal, `evolve` folds one event into the state. Undo is an event of its own:
both facts stay in the log. Nothing here reads a clock: a `Reading` comes with every command.
"""
