"""Admin pages of the people who work here, with the groups that say what they may do."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from hiring import preferences, refitting
from hiring.models import User

admin.site.unregister(Group)


class NewPersonForm(UserCreationForm):
    """A login with a name, a password, a role."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "time_zone", "calendar", "kind", "groups", "is_staff")


class PersonForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
    form = PersonForm
    add_form = NewPersonForm
    change_password_form = AdminPasswordChangeForm
    list_display = (
        "name",
        "username",
        "email",
        "roles",
        "production_gpu_experience",
        "time_zone",
        "is_staff",
        "is_active",
    )
    list_filter = (
        ("groups", RelatedDropdownFilter),
        ("kind", ChoicesDropdownFilter),
        ("production_gpu_experience", BooleanRadioFilter),
        ("is_staff", BooleanRadioFilter),
        ("is_active", BooleanRadioFilter),
    )
    list_filter_submit = True
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("first_name", "last_name", "username", "email")
    ordering = ("first_name", "last_name", "username")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": (("username", "password"),)}),
        ("Person", {"fields": (("first_name", "last_name"), ("email", "kind"))}),
        (
            "When to remind",
            {
                "fields": (("time_zone", "calendar"), ("quiet_from", "quiet_until"), ("away_from", "away_until")),
                "description": "Everybody can set this under their own name, in “Settings”.",
            },
        ),
        ("For panels", {"fields": ("production_gpu_experience",)}),
        (
            "Rights",
            {"fields": (("is_active", "is_staff", "is_superuser"), "groups", "user_permissions")},
        ),
        ("Dates", {"fields": (("last_login", "date_joined"),)}),
    )
    add_fieldsets = (
        (None, {"fields": (("first_name", "last_name"), ("username", "email"), ("time_zone", "calendar"), "kind")}),
        ("Password", {"fields": ("usable_password", "password1", "password2")}),
        ("Rights", {"fields": ("groups", "is_staff")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Waiting reminders move into the hours that somebody else has set for the person."""
        super().save_model(request, obj, form, change)
        if change and preferences.HOURS & set(form.changed_data):
            transaction.on_commit(lambda: refitting.refit([obj]))

    @admin.display(description="name", ordering="first_name")
    def name(self, person: User) -> str:
        return str(person)

    @admin.display(description="role")
    def roles(self, person: User) -> str:
        return ", ".join(group.name for group in person.groups.all()) or "–"


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):
    list_display = ("name", "members")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).annotate(members=Count("user"))

    @admin.display(description="members", ordering="members")
    def members(self, group: Any) -> int:
        return int(group.members)
