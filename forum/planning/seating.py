"""Whom to seat where at least cost: augmenting paths of least cost, exact in whole numbers of any size.

One is seated after another. Whoever finds no seat can have none beside those before them, whatever changes places
(the sets that can be seated together form a matroid), and after each step the seated sit at the least sum of costs
(successive shortest paths; Ahuja, Magnanti, Orlin, Network Flows, section 9.7).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

Arc = tuple[int, int]


class Seating:
    """`costs[i]` says what it costs to seat i at each node open to them, `steps[node]` what its first, second, ... seat
    costs in addition, never falling; there are as many seats as steps.
    """

    def __init__(self, costs: Sequence[Mapping[int, int]], steps: Sequence[Sequence[int]]) -> None:
        self._costs = costs
        self._steps = steps
        self.taken: list[list[int]] = [[] for _ in steps]
        self._moves: list[dict[int, Arc] | None] = [None] * len(steps)
        self._free = sum(map(len, steps))

    def seat(self, who: int) -> frozenset[int] | None:
        """Seat one more; None where that was possible, otherwise the nodes that are full of those who must be there.

        Nobody at these nodes could sit anywhere else, so that they hold no more whatever is changed. There are none
        where no node is open to `who`.
        """
        if not self._free:
            return self._closed(set(self._costs[who]))
        reach, came = self._paths(who)
        ends = [
            (cost + self._steps[node][len(self.taken[node])], node)
            for node, cost in reach.items()
            if len(self.taken[node]) < len(self._steps[node])
        ]
        if not ends:
            return frozenset(reach)
        self._shift(who, min(ends)[1], came)
        self._free -= 1
        return None

    def nodes(self) -> dict[int, int]:
        """The node of each of those who are seated."""
        return {who: node for node, taken in enumerate(self.taken) for who in taken}

    def _paths(self, who: int) -> tuple[dict[int, int], dict[int, Arc | None]]:
        """What it costs to open a seat for `who` by way of each node, and who came there from where."""
        reach = dict(self._costs[who])
        came: dict[int, Arc | None] = dict.fromkeys(reach)
        waiting = deque(sorted(reach, key=lambda node: (reach[node], node)))
        queued = set(waiting)
        while waiting:
            node = waiting.popleft()
            queued.discard(node)
            for other, (more, mover) in self._moves_from(node).items():
                cost = reach[node] + more
                if other not in reach or cost < reach[other]:
                    reach[other], came[other] = cost, (node, mover)
                    if other not in queued:
                        queued.add(other)
                        waiting.append(other)
        return reach, came

    def _moves_from(self, node: int) -> dict[int, Arc]:
        """The cheapest change of place from a node to each other one, and who makes it."""
        known = self._moves[node]
        if known is None:
            known = {}
            for who in self.taken[node]:
                here = self._costs[who][node]
                for other, cost in self._costs[who].items():
                    if other != node and (other not in known or (cost - here, who) < known[other]):
                        known[other] = (cost - here, who)
            self._moves[node] = known
        return known

    def _shift(self, who: int, node: int, came: Mapping[int, Arc | None]) -> None:
        """Let everybody on the way to a free seat move on by one."""
        while (arc := came[node]) is not None:
            before, mover = arc
            self.taken[before].remove(mover)
            self._put(mover, node)
            node = before
        self._put(who, node)

    def _put(self, who: int, node: int) -> None:
        self.taken[node].append(who)
        self._moves[node] = None

    def _closed(self, nodes: set[int]) -> frozenset[int]:
        """The nodes that can be come to from some by changes of place."""
        waiting = deque(sorted(nodes))
        while waiting:
            for other in self._moves_from(waiting.popleft()):
                if other not in nodes:
                    nodes.add(other)
                    waiting.append(other)
        return frozenset(nodes)
