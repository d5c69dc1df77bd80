"""The choice of sitting times: `plan` answers a `timezones.problem.Problem`, with proof.

How the search works and why its proof holds: `docs/fairness.md`.
"""

from timezones.windows.reduced import TooLarge
from timezones.windows.solve import Plan, Progress, plan

__all__ = ["Plan", "Progress", "TooLarge", "plan"]
