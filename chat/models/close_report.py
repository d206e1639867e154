"""How connections ended, as the clients tell it when they are back."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CloseReport(models.Model):
    """`last_close` of a `hello`, without its `reason`: free text that anybody may write.

    All of it is what a client says; `cause` is of `chat.metrics.CAUSES`, else `other`.
    """

    at = models.DateTimeField(_("told at"), db_index=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    code = models.PositiveSmallIntegerField(_("close code"), null=True)
    cause = models.CharField(_("cause"), max_length=16)
    was_clean = models.BooleanField(_("clean"), null=True)
    uptime_ms = models.BigIntegerField(_("was up for (ms)"), null=True)
    rtt_ms = models.FloatField(_("round trip (ms)"), null=True)
    attempts = models.BigIntegerField(_("tries"), null=True)

    class Meta:
        verbose_name = _("close report")
        verbose_name_plural = _("close reports")

    def __str__(self) -> str:
        return f"{self.code} {self.cause}"

    @classmethod
    def forget(cls, before: datetime) -> int:
        """Delete those told before; how many."""
        return cls.objects.filter(at__lt=before).delete()[0]
