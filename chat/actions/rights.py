"""Who may do something about somebody else."""

from django.utils.translation import gettext_lazy as _

from chat.eventlog.intention import Refused
from chat.models import Membership, Person, Room


def demand_staff_over(by: Person, person: Person) -> None:
    """Refused unless `by` is of the staff now, and `person` somebody they may act upon."""
    acting = Person.objects.filter(pk=by.pk, is_active=True).first()
    if acting is None or not acting.is_staff:
        raise Refused("forbidden", _("Only the staff of this site may do that."))
    if person.is_superuser and not acting.is_superuser:
        raise Refused("forbidden", _("Only another superuser may do that to a superuser."))


def demand_host(by: Person, room: Room, membership: Membership | None) -> None:
    """Refused unless `by`, whose membership that is, owns the room or is of the staff."""
    if membership is not None and membership.role == Membership.Role.OWNER:
        return
    if not Person.objects.filter(pk=by.pk, is_active=True, is_staff=True).exists():
        if membership is None and room.kind != Room.Kind.PUBLIC:
            raise Refused("not-found", _("There is no such room, or it is not yours."))
        raise Refused("forbidden", _("Only the owner of the room may do that."))


def target(person_id: int) -> Person:
    """Whom it is about, as they are now. Refused `not-found` if there is nobody."""
    try:
        return Person.objects.get(pk=person_id)
    except Person.DoesNotExist:
        raise Refused("not-found", _("There is no such person.")) from None
