from chat.realtime.presence.roster import Roster


def test_a_person_is_here_once_from_however_many_places() -> None:
    roster = Roster()

    assert [roster.enter(1, "Alice"), roster.enter(1, "Alice")] == [True, False]
    assert len(roster) == 1
    assert [roster.leave(1), roster.leave(1)] == [False, True]
    assert (len(roster), roster.names) == (0, {})


def test_a_name_that_one_place_does_not_tell_is_known_from_another() -> None:
    roster = Roster()
    roster.enter(1, "")
    roster.enter(1, "Alice")
    roster.enter(1, "")

    assert roster.names == {1: "Alice"}
