"""Who is in a room, however many places they are there from."""


class Roster:
    """A place is an open subscription here, or another process. A person is here once."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}  # by person id, in the order they came
        self._places: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._places)

    def enter(self, person_id: int, name: str) -> bool:
        """From one more place; whether they were not here before."""
        places = self._places.get(person_id, 0)
        self._places[person_id] = places + 1
        if name or not places:
            self.names[person_id] = name
        return places == 0

    def leave(self, person_id: int) -> bool:
        """From one place less; whether that was the last."""
        places = self._places[person_id] - 1
        if places:
            self._places[person_id] = places
            return False
        del self._places[person_id], self.names[person_id]
        return True
