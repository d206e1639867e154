"""Who is in a room, however many times they are there."""


class Roster:
    """Counted are open subscriptions here, or other processes. A person is here once."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}  # by person id, in the order they came
        self._times: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._times)

    def enter(self, person_id: int, name: str) -> bool:
        """Once more; whether they were not here before."""
        times = self._times.get(person_id, 0)
        self._times[person_id] = times + 1
        if name or not times:
            self.names[person_id] = name
        return times == 0

    def rename(self, person_id: int, name: str) -> bool:
        """Whether they are here, and under another name until now."""
        if self.names.get(person_id, name) == name:
            return False
        self.names[person_id] = name
        return True

    def leave(self, person_id: int) -> bool:
        """Once less; whether that was the last."""
        times = self._times[person_id] - 1
        if times:
            self._times[person_id] = times
            return False
        del self._times[person_id], self.names[person_id]
        return True
