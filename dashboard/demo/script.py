"""From a story to acts: ``(instant, what to do)`` for every hand-off, confirmation, hour and turn of each project."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from dashboard.demo import beyond, deals, purchase, scope
from dashboard.demo.papers import rack_list, signed_quote
from dashboard.demo.shapes import Told, Wait, Waive
from deals.actions import answer_recall, ask_sales
from deals.actions.files import add_deal_file
from files.choices import FileKind
from projects import actions
from projects.choices import BomLineState
from projects.models import BomLine, Milestone, Project, Task
from projects.queries.commitments import open_commitments
from projects.rules.lifecycle import is_open
from projects.rules.materials import THERE, substitutable
from projects.rules.responsibilities import BY_KEY

TURNS = {
    "hold": actions.hold_project,
    "resume": actions.resume_project,
    "closing": actions.begin_closing,
    "close": actions.close_project,
    "cancel": actions.cancel_project,
    "reopen": actions.reopen_project,
}
# The usual course: days after the deal was won (closing: working days after delivery), and what was seen.
COURSE = {
    "plan": (5, ""),  # follows from the baseline
    "schedule": (6, "The hours of the next three weeks are on the board, support stays covered."),
    "escalation": (6, "Cover and backup are named and have confirmed."),
}
CLOSING = {
    "out_of_scope": (1, "There was none."),
    "close_out": (2, "Tasks reviewed with the customer, final invoice sent, two lessons noted."),
    "acceptance": (3, "Documentation, vault, monitoring and backup seen; support takes over."),
    "retrospective": (4, "Everybody asked has answered; rating 4.2 of 5."),
}
FEW = 5  # pieces of a line whose serial numbers somebody reads off
NEEDS_PLAN = ("schedule", "escalation", "dates")


@dataclass
class Play:
    """One project of the story while it is played."""

    stage: object
    job: object
    number: int
    sheet: object
    deal: object = None
    pk: object = None

    def project(self):
        """The project as it is now."""
        return Project.objects.select_related(
            "organization", "customer", "project_manager__user", "lead_tech__user", "salesperson__user"
        ).get(pk=self.pk)

    def member(self, key):
        """A colleague by the story's key."""
        return self.stage.members[key]

    def acts(self):
        """Everything that happens in this project, in no particular order."""
        stage, job = self.stage, self.job
        yield stage.at(job.won, 9), self._receive
        yield stage.at(job.won + 1, 9, 30), self._accept
        if job.resent:
            yield stage.at(job.resent[0], 11, 5), self._resend
        if job.recall:
            yield stage.at(job.recall[0], 10, 5), self._recall
        yield from self._duties()
        yield from self._work()
        yield from self._materials()
        yield from beyond.acts_of(self)
        for day, verb, reason in job.turns:
            yield stage.at(day, 16, 20), lambda now, verb=verb, reason=reason: self._turn(verb, reason, now)

    def _receive(self, now):
        payload = deals.body_of_job(self.stage, self.job, self.number)
        seller = self.member(self.job.seller)
        self.deal = deals.receive(self.stage, payload, seller, now)
        quote = signed_quote(
            self.deal.number, self.deal.title, self.deal.customer_name, payload["contacts"][0]["name"]
        )
        add_deal_file(
            deal=self.deal,
            upload=quote,
            by=seller,
            now=now,
            kind=FileKind.SIGNED_QUOTE,
            reference=self.deal.number,
        )

    def _accept(self, now):
        manager = self.member(self.job.manager)
        project = actions.accept_deal(
            deal=self.deal, project_manager=manager, lead_tech=self.member(self.job.lead), by=manager, now=now
        )
        self.pk = project.pk
        lead = self.member(self.job.lead)
        actions.add_project_file(project=project, upload=rack_list(self.deal.customer_name), by=lead, now=now)

    def _resend(self, now):
        """Sales changes the deal after it was accepted: it waits until somebody settles it."""
        _day, po_number, promise = self.job.resent
        body = deals.body_of_job(self.stage, self.job, self.number)
        body |= {"po_number": po_number, "promises": [*self.job.promises, promise]}
        deals.receive(self.stage, body, self.member(self.job.seller), now)

    def _recall(self, now):
        _day, question, answer = self.job.recall
        lead, seller = self.member(self.job.lead), self.member(self.job.seller)
        asked = ask_sales(deal=self.deal, question=question, by=lead, now=now)
        if answer:
            answer_recall(question=asked, answer=answer, by=seller, now=now + dt.timedelta(minutes=50))

    # The twelve

    def _duties(self):
        job, planned = self.job, self.job.duties.get("plan", True)
        has_plan = planned is not None and not isinstance(planned, Wait)
        for key, (after, seen) in COURSE.items():
            if key in NEEDS_PLAN and not has_plan and key not in job.duties:
                continue
            yield from self._duty(key, job.won + after, seen)
        yield from purchase.acts_of(self)
        yield from scope.acts_of(self)
        if has_plan:
            yield self.stage.at(job.won + 5, 11), self._plan
            if "dates" not in job.duties:
                yield self.stage.at(job.won + 7, 15), self._tell
        told = job.duties.get("dates")
        if isinstance(told, Told):
            yield self.stage.at(told.day, 15), self._tell
        for key, (after, seen) in CLOSING.items():
            if all(work.is_done for work in job.works) or key in job.duties:
                yield from self._duty(key, self._after_delivery(after), seen)

    def _after_delivery(self, working_days):
        """The day so many working days after the last piece of work."""
        delivered = self.stage.day(max(work.end for work in self.job.works))
        return (self.stage.calendar.add_working_days(delivered, working_days) - self.stage.today).days

    def _duty(self, key, day, seen):
        told = self.job.duties.get(key, True)
        if told is None:
            return
        if isinstance(told, (Wait, Waive)):
            yield self.stage.at(told.day, 14), lambda now: self.wait_or_waive(key, told, now)
            return
        if told is not True:
            day, seen = told.day, told.seen or seen
        yield self.stage.at(day, 13), lambda now: self._confirm(key, seen, now)

    def _confirm(self, key, seen, now):
        if key == "plan":
            actions.approve_plan(project=self.project(), by=self.member(self.job.lead), now=now)
            return
        actions.confirm_responsibility(project=self.project(), key=key, seen=seen, by=self._owner_of(key), now=now)

    def wait_or_waive(self, key, told, now):
        project = self.project()
        if isinstance(told, Wait):
            actions.wait_on_counterparty(project=project, key=key, what=told.what, by=self._owner_of(key), now=now)
        else:
            actions.waive_responsibility(
                project=project, key=key, reason=told.reason, by=self.stage.owner, now=now
            )

    def _owner_of(self, key):
        """The person whose duty it is; who did the work comes last."""
        role = BY_KEY[key].owner_role
        if role == "lead_tech":
            return self.member(self.job.lead)
        if role in ("dispatcher", "support"):
            busy = {work.who for work in self.job.works}
            able = [(name in busy, member) for name, member in self.stage.members.items() if member.has_role(role)]
            return min(able, key=lambda one: one[0])[1]
        return self.member(self.job.manager)

    def _tell(self, now):
        project = self.project()
        told = self.job.duties.get("dates")
        how = told.how if isinstance(told, Told) else "by mail with the plan"
        end = project.forecast_end if project.forecast_end and project.started_on else project.committed_end
        actions.record_told(
            project=project, start=project.committed_start, end=end, by=project.project_manager, at=now, how=how
        )

    # Plan and work

    def _plan(self, now):
        project, lead = self.project(), self.member(self.job.lead)
        for task, work in zip(
            Task.objects.filter(project=project).order_by("position"), self.job.works, strict=True
        ):
            task.project = project
            actions.update_task(
                task=task,
                by=lead,
                now=now,
                assignee=self.member(work.who),
                phase=work.phase,
                disruptive=work.disruptive,
                planned_start=self.stage.day(work.start),
                planned_end=self.stage.day(work.end),
            )
        for point in self.job.points:
            actions.add_milestone(
                project=project,
                title=point.title,
                baseline_on=self.stage.day(point.planned),
                by=project.project_manager,
                now=now,
            )

    def _work(self):
        for position, work in enumerate(self.job.works, 1):
            for day, hours in self.sheet.spread(work.who, self._spent(work), self._days(work)):
                moment = self.stage.at((day - self.stage.today).days, 14, 30)
                yield moment, lambda now, p=position, w=work, d=day, h=hours: self._log(p, w, d, h, now)
            if work.left:
                yield self.stage.at(work.left[0], 16), lambda now, p=position, w=work: self._say_left(p, w, now)
            if work.is_done:
                yield self.stage.at(min(work.end, -1), 17, 45), lambda now, p=position: self._finish(p, now)
        for point in self.job.points:
            for day in filter(None, (point.reached, point.forecast and -3)):
                yield self.stage.at(day, 17), lambda now, p=point, d=day: self._move_point(p, d, now)

    def _days(self, work):
        """The working days of a piece of work that have passed."""
        days = sorted({self.stage.day(number) for number in range(work.start, min(work.end, -1) + 1)})
        return [day for day in days if day < self.stage.today]

    def _spent(self, work):
        if work.spent is not None or work.is_done:
            return work.hours if work.spent is None else work.spent
        length = max(work.end - work.start, 1)
        share = Decimal(min(max(-work.start, 0), length)) / length
        return round(work.hours * share * 2) / 2

    def _task(self, position):
        task = Task.objects.get(project_id=self.pk, position=position)
        task.project = self.project()
        return task

    def _log(self, position, work, day, hours, now):
        task, member = self._task(position), self.member(work.who)
        if is_open(task.project.status):
            actions.log_time(
                project=task.project,
                member=member,
                on=day,
                hours=hours,
                by=member,
                now=now,
                task=task,
                note=work.title,
            )

    def _say_left(self, position, work, now):
        actions.set_remaining(
            task=self._task(position), hours=Decimal(work.left[1]), by=self.member(self.job.lead), now=now
        )

    def _finish(self, position, now):
        actions.complete_task(task=self._task(position), by=self.member(self.job.lead), now=now)

    def _move_point(self, point, day, now):
        project = self.project()
        milestone = Milestone.objects.filter(project=project, title=point.title).first()
        if milestone is None:
            return
        milestone.project = project
        if point.reached is not None:
            actions.reach_milestone(
                milestone=milestone, on=self.stage.day(day), by=project.project_manager, now=now
            )
        else:
            forecast = self.stage.day(point.forecast)
            actions.update_milestone(
                milestone=milestone, forecast_on=forecast, by=project.project_manager, now=now
            )

    # Materials

    def _materials(self):
        for position, goods in enumerate(self.job.goods, 1):
            yield (
                self.stage.at(self.job.won + 3, 12),
                lambda now, p=position, g=goods: self._order(p, g, g.eta, now),
            )
            if goods.slip:
                day, eta = goods.slip
                yield self.stage.at(day, 9, 12), lambda now, p=position, g=goods, e=eta: self._order(p, g, e, now)
                yield self.stage.at(day, 10, 40), lambda now, p=position: self._propose(p, now)

    def _order(self, position, goods, eta, now):
        project, line = self._line(position)
        if is_open(project.status):
            arrives = goods.state in THERE and line.state not in THERE
            actions.update_material(
                line=line,
                by=project.project_manager,
                now=now,
                state=BomLineState.ORDERED if arrives else goods.state,
                vendor=goods.vendor,
                eta=None if eta is None else self.stage.day(eta),
                is_critical=goods.slip is not None,
                staging_days=1 if goods.slip else 0,
            )
            if arrives:
                self._take_in(line, goods, now)

    def _take_in(self, line, goods, now):
        """The goods come in; the serial numbers of a few are read off."""
        count = int(line.quantity) if line.quantity <= FEW else 0
        serials = [f"{line.sku}-{line.project.sequence:02d}{n:03d}" for n in range(1, count + 1)]
        actions.move_material(
            line=line,
            source=line.state,
            target=goods.state,
            quantity=line.quantity,
            serials=serials,
            by=line.project.lead_tech,
            now=now,
        )

    def _propose(self, position, now):
        """Late goods: the lead tech has found something else."""
        project, line = self._line(position)
        if is_open(project.status) and substitutable(line.quantities):
            actions.propose_substitute(
                line=line,
                substitute="The same from another distributor, two weeks sooner",
                why="The first one cannot say a day it will keep.",
                by=project.lead_tech,
                now=now,
            )

    def _line(self, position):
        project = self.project()
        line = BomLine.objects.get(project=project, position=position)
        line.project = project
        return project, line

    def _turn(self, verb, reason, now):
        project = self.project()
        if verb in ("closing", "close"):
            self._settle_commitments(project, now)
        TURNS[verb](project=project, by=project.project_manager, now=now, reason=reason)

    def _settle_commitments(self, project, now):
        """Before the end each owner says what became of their lines: kept."""
        for line in open_commitments(project):
            line.project = project
            actions.settle_commitment(commitment=line, state="kept", by=line.owner, now=now)
