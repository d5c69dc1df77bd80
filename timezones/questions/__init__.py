"""Questions beside the plan: the price of a policy, why not an hour earlier, what to relax, what to move, when to meet.

Each module answers one of them from a `timezones.problem.Problem` and is imported by itself, because some need
OR-Tools, which is slow to load. The mathematics: `docs/fairness.md`, "Questions beside the plan".
"""
