"""The rules of a good history, each a generator of what breaks it.

A post has one of four outcomes: acknowledged (must stand exactly once, where the ack said, in
the log and in every reader's view), finally refused (must not stand), unknown (may stand once),
or still open, which is the same as unknown. What was acknowledged above the heads of a backup that
was restored since may be gone; of what stands now, all the rest holds.
"""

from collections.abc import Callable, Iterator

from tests.chaos.checker.facts import Facts
from tests.chaos.checker.rules.erasures import ERASURE_RULES
from tests.chaos.checker.rules.log import LOG_RULES
from tests.chaos.checker.rules.operations import OPERATION_RULES
from tests.chaos.checker.rules.order import ORDER_RULES
from tests.chaos.checker.rules.positions import POSITION_RULES
from tests.chaos.checker.rules.receipts import RECEIPT_RULES
from tests.chaos.checker.rules.shown import SHOWN_RULES
from tests.chaos.checker.rules.views import VIEW_RULES
from tests.chaos.checker.violation import Violation

Rule = Callable[[Facts], Iterator[Violation]]

RULES: tuple[Rule, ...] = (
    *LOG_RULES,
    *ORDER_RULES,
    *POSITION_RULES,
    *RECEIPT_RULES,
    *VIEW_RULES,
    *SHOWN_RULES,
    *ERASURE_RULES,
    *OPERATION_RULES,
)
