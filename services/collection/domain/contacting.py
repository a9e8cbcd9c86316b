"""Contacts and other acts that touch a person: checked, put to the gate, then recorded."""

from __future__ import annotations

from datetime import date, timedelta

from services.collection.domain.acts import CollectionAct
from services.collection.domain.agency import place
from services.collection.domain.contacts import effective
from services.collection.domain.desk import Desk, listed
from services.collection.domain.done import (
    CollectionCallMade,
    MeasureRequested,
    MessageSent,
    SegmentAssigned,
    SiteVisitCompleted,
    UpdatePosted,
)
from services.collection.domain.propriety import proper, still_ours, still_owed
from services.collection.domain.serving import served
from services.collection.domain.steps import AnyDone
from services.collection.domain.talks import staged
from services.collection.domain.touches import (
    AssignSegment,
    Contact,
    HoldVisit,
    MakeCall,
    PlaceWithAgency,
    PostUpdate,
    RequestMeasure,
    SendMessage,
    ServeDemandNotice,
    Touch,
)
from services.collection.domain.visiting import IN_PERSON, check_visit, check_way
from services.collection.policy import CollectionPolicy
from services.kit.domain import Rejected


def day_of(act: CollectionAct, edition: CollectionPolicy) -> date:
    """The day an act counts; a contact's is the debtor's local day of its instant."""
    if not isinstance(act, Contact):
        return act.day
    day = edition.conduct_on(act.as_of).local(act.at).date()
    if day > act.as_of:
        raise Rejected("done_in_future", f"at {act.at} lies after the business day {act.as_of}")
    if act.done_on not in (None, day):
        raise Rejected("at_not_on_day", f"at {act.at} is not on done_on {act.done_on}")
    return day


def touched(desk: Desk, touch: Touch) -> tuple[AnyDone, ...]:
    """The event of an act that the gate let through."""
    still_ours(desk)
    still_owed(desk, touch)
    if isinstance(touch, Contact):
        proper(desk, touch)
        return _contact(desk, touch)
    return _other(desk, touch)


def _contact(desk: Desk, touch: Contact) -> tuple[AnyDone, ...]:
    match touch:
        case MakeCall():
            return (_call(desk, touch),)
        case HoldVisit():
            return (_visit(desk, touch),)
        case ServeDemandNotice():
            check_way(desk, touch)
            return served(desk, touch)
        case SendMessage():
            listed(
                touch.channel,
                desk.edition.gate.written.codes,
                "channel_not_allowed",
                "channel",
                "COL-44",
            )
            return (desk.made(MessageSent),)
    raise TypeError(type(touch).__name__)


def _call(desk: Desk, call: MakeCall) -> CollectionCallMade:
    listed(call.channel, desk.edition.gate.voice.codes, "channel_not_allowed", "channel", "COL-44")
    if call.recording_id is None:
        raise Rejected(
            "recording_missing", "recording_id is missing: no recording, no call (COL-53)"
        )
    if call.channel == "ai_voice" and not call.machine_disclosed:
        raise Rejected(
            "machine_not_disclosed", "machine_disclosed is false: it must say so (COL-62)"
        )
    known = effective(call, desk.edition.gate)
    wait = timedelta(days=desk.edition.cases.hand_over.value)
    stage, stage_place = staged(desk, call, known)
    # without a place it moves no case, and there is none to hand over
    final = stage_place > 0 and call.phone_stage == desk.edition.phone.hands_over
    return desk.made(
        CollectionCallMade,
        effective=known,
        phone_stage=stage,
        stage_place=stage_place,
        hand_over_on=desk.day + wait if final else None,
    )


def _visit(desk: Desk, visit: HoldVisit) -> SiteVisitCompleted:
    listed(visit.channel, IN_PERSON, "channel_not_allowed", "channel", "COL-05")
    check_visit(desk, visit)
    return desk.made(SiteVisitCompleted, effective=effective(visit, desk.edition.gate))


def _other(desk: Desk, touch: Touch) -> tuple[AnyDone, ...]:
    match touch:
        case RequestMeasure():
            codes = desk.edition.gate.measures.codes
            listed(touch.measure, codes, "measure_unknown", "measure", "COL-59")
            return (desk.made(MeasureRequested),)
        case AssignSegment():
            held = desk.customer.acts(SegmentAssigned, desk.day)[-1:]
            if any((e.segment, e.criteria) == (touch.segment, touch.criteria) for e in held):
                raise Rejected(
                    "nothing_changes",
                    f"segment {touch.segment!r} by criteria {', '.join(touch.criteria)} is what"
                    f" holds since {held[0].effective_on} (CLS-36)",
                )
            return (desk.made(SegmentAssigned),)
        case PostUpdate():
            return (desk.made(UpdatePosted),)
        case PlaceWithAgency():
            return (place(desk, touch),)
    raise TypeError(type(touch).__name__)
