"""When a run of the chaos machine has no verdict, and when it has one all the same."""

from tests.chaos.checker.verdict import Verdict
from tests.chaos.checker.violation import Kind, Violation
from tests.chaos.machine.lag import TICK_S, Lag
from tests.chaos.machine.report import report
from tests.chaos.machine.result import Result
from tests.chaos.machine.run import Course

IN_TIME, TOO_SLOW = Lag(10.0, 0.0, 0.0), Lag(10.0, 9.0, TICK_S)
AGAIN = "python -m tests.chaos --seed 7"


def result(*violations: Kind, lag: Lag = IN_TIME, failures: tuple[str, ...] = ()) -> Result:
    course = Course(failures=list(failures), lags_at_the_end=[lag])
    course.behind = [f"somebody is {kind}" for kind in violations if kind == "behind"]
    found = [Violation(kind, f"a message is {kind}") for kind in violations]
    verdict = Verdict(found, invoked=2, acked=1, refused=0, unknown=1, readers=1, deliveries=3)
    return Result(course, verdict, [], [], [])


def test_what_is_lost_is_lost_however_late_the_machine_was() -> None:
    assert result("lost", lag=TOO_SLOW).finding == "broken"
    assert result("lost").finding == "broken"


def test_of_who_is_behind_nothing_is_said_where_the_machine_was_the_bottleneck() -> None:
    assert result("behind", lag=TOO_SLOW).finding == "no verdict"
    assert result("behind").finding == "broken"


def test_a_run_that_was_stopped_has_no_verdict_unless_something_was_broken() -> None:
    assert result(failures=("no process came there",)).finding == "no verdict"
    assert result("doubled", failures=("no process came there",)).finding == "broken"


def test_posts_that_nobody_answered_break_the_promise() -> None:
    open = result()
    open.course.unanswered = 3

    assert open.finding == "broken"
    assert "3 posts have no answer." in report(open, AGAIN)


def test_the_report_says_what_was_found_and_how_to_see_it_again() -> None:
    told = report(result("lost"), AGAIN)

    assert "1 lost, 0 doubled" in told
    assert "a message is lost" in told
    assert "The promise is broken." in told
    assert AGAIN in told


def test_a_run_that_holds_says_so() -> None:
    told = report(result(), AGAIN)

    assert "0 lost, 0 doubled, 0 reordered, 0 diverged" in told
    assert "The promise holds." in told
