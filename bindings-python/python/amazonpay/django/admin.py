"""Admin pages of the inbox and the mirror: to look at, not to change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from . import processing
from .models import InboxNotification, PaymentObject, ReconcileRound, StateChange
from .object_types import ObjectType

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    _Base = admin.ModelAdmin[Any]
    _Inline = admin.TabularInline[StateChange, PaymentObject]
else:
    _Base = admin.ModelAdmin
    _Inline = admin.TabularInline

#: How many objects the action reads at once; the others of a larger choice are left to reconciling.
MOST_READ_NOW = 50


class _ReadOnly(_Base):
    """Rows are Amazon's to change."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class StateChangeInline(_Inline):
    """An object's timeline."""

    model = StateChange
    fields = (
        "changed_at",
        "previous_state",
        "state",
        "reason_code",
        "resolution",
        "source",
        "announced",
    )
    readonly_fields = fields
    ordering = ("id",)
    extra = 0
    can_delete = False
    verbose_name_plural = _("timeline")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("signal"))
    def announced(self, change: StateChange) -> str:
        """Whether its signal was sent, or why not."""
        if change.announced_at is not None:
            return str(_("sent"))
        return change.announcement_error or str(_("not sent yet"))


@admin.register(PaymentObject)
class PaymentObjectAdmin(_ReadOnly):
    """The mirror: states, amounts, timelines, and an action that reads again."""

    list_display = (
        "object_id",
        "object_type",
        "state",
        "reason_code",
        "shown_amount",
        "merchant_reference_id",
        "last_updated_at",
        "last_read_at",
        "has_failed",
    )
    list_filter = ("object_type", "state", "is_final", ("last_error", admin.EmptyFieldListFilter))
    search_fields = ("=object_id", "=charge_permission_id", "=charge_id", "=merchant_reference_id")
    search_help_text = _("An identifier of Amazon Pay, or the shop's reference, in full")
    date_hierarchy = "last_updated_at"
    show_full_result_count = False
    list_per_page = 50
    actions = ("read_again",)
    inlines = (StateChangeInline,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "object_type",
                    "object_id",
                    "state",
                    "reason_code",
                    "resolution",
                    "is_final",
                )
            },
        ),
        (
            _("Amounts"),
            {"fields": ("amount", "captured_amount", "refunded_amount", "balance", "currency")},
        ),
        (
            _("Belongs to"),
            {"fields": ("permission_link", "charge_link", "merchant_reference_id", "related_link")},
        ),
        (
            _("Times"),
            {
                "fields": (
                    "last_updated_at",
                    "creation_timestamp",
                    "expiration_timestamp",
                    "response_deadline",
                )
            },
        ),
        (
            _("Reading"),
            {"fields": ("last_read_at", "next_read_at", "failed_reads", "last_error", "raw")},
        ),
    )

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, row: PaymentObject) -> str:
        """The amount with its currency."""
        return f"{row.amount} {row.currency}" if row.amount is not None else "-"

    @admin.display(description=_("failed"), boolean=True, ordering="failed_reads")
    def has_failed(self, row: PaymentObject) -> bool | None:
        """A mark for objects whose latest reading failed; nothing for the others."""
        return False if row.last_error else None

    @admin.display(description=_("charge permission"))
    def permission_link(self, row: PaymentObject) -> str:
        """The charge permission's page."""
        return self._link(row.charge_permission_id)

    @admin.display(description=_("charge"))
    def charge_link(self, row: PaymentObject) -> str:
        """The charge's page."""
        return self._link(row.charge_id)

    @admin.display(description=_("related"))
    def related_link(self, row: PaymentObject) -> str:
        """The list of a charge's refunds and disputes, or of a permission's charges."""
        if row.object_type == ObjectType.CHARGE:
            query, name = {"charge_id": row.object_id}, _("refunds and disputes")
        elif row.object_type == ObjectType.CHARGE_PERMISSION:
            query, name = {"charge_permission_id": row.object_id}, _("charges")
        else:
            return "-"
        count = PaymentObject.objects.filter(**query).count()
        url = f"{reverse('admin:amazonpay_paymentobject_changelist')}?{urlencode(query)}"
        return format_html('<a href="{}">{} ({})</a>', url, name, count)

    def _link(self, object_id: str) -> str:
        if not object_id:
            return "-"
        found = (
            PaymentObject.objects.filter(object_id=object_id).values_list("pk", flat=True).first()
        )
        if found is None:
            return object_id
        url = reverse("admin:amazonpay_paymentobject_change", args=[found])
        return format_html('<a href="{}">{}</a>', url, object_id)

    @admin.action(description=_("Read again now"), permissions=["view"])
    def read_again(self, request: HttpRequest, queryset: QuerySet[PaymentObject]) -> None:
        """Reads the chosen objects from Amazon Pay; what is left of many is read by the next reconciliation."""
        from . import mirror

        chosen = list(queryset.values_list("object_id", flat=True))
        changed, failures = 0, []
        for object_id in chosen[:MOST_READ_NOW]:
            outcome = processing.read_object(
                object_id, source=StateChange.Source.CALL, timeout=10.0
            )
            changed += outcome.changed
            if outcome.error is not None:
                failures.append(f"{object_id}: {mirror.describe_failure(outcome.error)}")
        for object_id in chosen[MOST_READ_NOW:]:
            mirror.ask_for_reading(mirror.database(), object_id)
        read = min(len(chosen), MOST_READ_NOW) - len(failures)
        text = ngettext(
            "%(read)d object read, %(changed)d changed",
            "%(read)d objects read, %(changed)d changed",
            read,
        )
        self.message_user(request, text % {"read": read, "changed": changed}, messages.SUCCESS)
        for failure in failures[:5]:
            self.message_user(request, failure, messages.ERROR)
        if len(chosen) > MOST_READ_NOW:
            later = _("%d more are read by the next reconciliation") % (len(chosen) - MOST_READ_NOW)
            self.message_user(request, later, messages.INFO)


@admin.register(InboxNotification)
class InboxNotificationAdmin(_ReadOnly):
    """The inbox: what came when, how often, and what became of it."""

    list_display = (
        "received_at",
        "object_type",
        "object_link",
        "notification_type",
        "state",
        "deliveries",
        "attempts",
    )
    list_filter = ("state", "object_type", "notification_type", "topic_arn")
    search_fields = ("=message_id", "=notification_id", "=object_id", "=charge_permission_id")
    search_help_text = _("An identifier of the message or of its object, in full")
    date_hierarchy = "received_at"
    show_full_result_count = False
    list_per_page = 50
    actions = ("read_again",)
    fields = (
        "message_id",
        "notification_id",
        "topic_arn",
        "notification_type",
        "object_type",
        "object_link",
        "charge_permission_id",
        "merchant_id",
        "published_at",
        "received_at",
        "deliveries",
        "state",
        "attempts",
        "processed_at",
        "error",
    )

    @admin.display(description=_("object"), ordering="object_id")
    def object_link(self, notification: InboxNotification) -> str:
        """The object's page."""
        found = PaymentObject.objects.filter(object_id=notification.object_id)
        key = found.values_list("pk", flat=True).first()
        if key is None:
            return notification.object_id
        url = reverse("admin:amazonpay_paymentobject_change", args=[key])
        return format_html('<a href="{}">{}</a>', url, notification.object_id)

    @admin.action(description=_("Read their objects again now"), permissions=["view"])
    def read_again(self, request: HttpRequest, queryset: QuerySet[InboxNotification]) -> None:
        """Reads the objects that the chosen notifications are about."""
        objects = PaymentObject.objects.filter(object_id__in=queryset.values("object_id"))
        PaymentObjectAdmin(PaymentObject, self.admin_site).read_again(request, objects)


@admin.register(ReconcileRound)
class ReconcileRoundAdmin(_ReadOnly):
    """Rounds of reconciliation: when, how many objects, how many failures."""

    list_display = ("id", "started_at", "seen_at", "finished_at", "read", "changed", "failed")
    list_filter = (("finished_at", admin.EmptyFieldListFilter),)
