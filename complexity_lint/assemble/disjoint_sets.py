"""Sets of numbers that are united bit by bit."""


class DisjointSets:
    """Disjoint sets of numbers; the smallest number stands for its set."""

    def __init__(self, count: int) -> None:
        self.parent = list(range(count))

    def find(self, index: int) -> int:
        """The number that stands for the set a number is in."""
        while self.parent[index] != index:
            self.parent[index] = self.parent[self.parent[index]]
            index = self.parent[index]
        return index

    def unite(self, one: int, other: int) -> None:
        """Make one set of the sets that two numbers are in."""
        first, second = sorted((self.find(one), self.find(other)))
        self.parent[second] = first
