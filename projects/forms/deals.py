"""Who takes a deal over."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.queries import members
from projects.permissions import ACCEPTING
from projects.queries.templates import offered_templates


class AcceptForm(forms.Form):
    """The project manager (by default the one who accepts, where they may be) and the lead tech."""

    project_manager = forms.TypedChoiceField(label=_("Project manager"))
    lead_tech = forms.TypedChoiceField(label=_("Lead tech"))

    template = forms.TypedChoiceField(
        label=_("Template"),
        required=False,
        help_text=_("Its tasks instead of the deal’s labor lines; a small job does without some ceremonies, too."),
    )

    def __init__(self, *args, organization, member, cared_for_by=None, **kwargs):
        """``cared_for_by`` is the id of who looks after the deal, offered first."""
        super().__init__(*args, **kwargs)
        self._offer_templates()
        self.people = {str(person.pk): person for person in members(organization)}
        self._offer("project_manager", ACCEPTING, member)
        self._offer("lead_tech", (Role.LEAD_TECH,), member)
        if str(cared_for_by) in dict(self.fields["project_manager"].choices):
            self.fields["project_manager"].initial = str(cared_for_by)

    def _offer(self, name, roles, member):
        able = [person for person in self.people.values() if person.has_role(*roles)]
        field = self.fields[name]
        field.choices = [("", _("Choose a person")), *((str(person.pk), person.name) for person in able)]
        field.coerce = self.people.get
        field.empty_value = None
        field.nobody = not able
        if any(person.pk == member.pk for person in able):
            field.initial = str(member.pk)
        elif len(able) == 1:
            field.initial = str(able[0].pk)

    @property
    def lacks_lead(self):
        """Whether the organization has nobody who could lead: then no choice can be right."""
        return self.fields["lead_tech"].nobody

    def _offer_templates(self):
        if "template" not in self.fields:
            return
        known = {str(row.pk): row for row in offered_templates()}
        if not known:
            del self.fields["template"]
            return
        field = self.fields["template"]
        field.choices = [("", _("None")), *((pk, row.name) for pk, row in known.items())]
        field.coerce, field.empty_value = known.get, None

    def take(self, error):
        """Show an InvalidInput of the action at the fields it names."""
        for item in error.errors:
            name = item["pointer"].strip("/")
            self.add_error(name if name in self.fields else None, item["detail"])


class PeopleForm(AcceptForm):
    """The same choice for a project that has both."""

    template = None

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("project_manager", "lead_tech"):
            person, field = getattr(project, name), self.fields[name]
            self.people[str(person.pk)] = person
            if str(person.pk) not in dict(field.choices):
                field.choices = [*field.choices, (str(person.pk), person.name)]
            field.initial = str(person.pk)
