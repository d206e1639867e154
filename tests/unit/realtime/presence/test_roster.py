from chat.realtime.presence.roster import Roster


def test_a_person_is_here_once_from_however_many_places() -> None:
    roster = Roster()

    assert [roster.enter(1, "Alice"), roster.enter(1, "Alice")] == [True, False]
    assert len(roster) == 1
    assert [roster.leave(1), roster.leave(1)] == [False, True]
    assert (len(roster), roster.names) == (0, {})


def test_a_new_name_is_news_once_and_only_of_who_is_here() -> None:
    roster = Roster()
    roster.enter(1, "Guest")

    assert [roster.rename(1, "Alice"), roster.rename(1, "Alice")] == [True, False]
    assert roster.rename(2, "Bob") is False
    assert roster.names == {1: "Alice"}


def test_a_name_that_one_place_does_not_tell_is_known_from_another() -> None:
    roster = Roster()
    roster.enter(1, "")
    roster.enter(1, "Alice")
    roster.enter(1, "")

    assert roster.names == {1: "Alice"}
