"""The gate's rules one by one: each says why an act may not be, or nothing.

All but ``practices`` stand for the one code that they name. What an act does not say is not judged: who
must say what is a rule of the service's own.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import timedelta

from services.kit.conduct.asked import Asked, Block
from services.kit.conduct.shape import Practice, WhiteList
from services.kit.conduct.texts import says
from services.kit.domain import persons

MINUTE = timedelta(minutes=1)


def practices(asked: Asked) -> Block | None:
    """The practices of section 9: the first that is named, then the first whose list lacks a word."""
    rows = asked.rules.blocked.items()
    for code, practice in rows:
        if any(_fits(asked, pattern) for pattern in practice.when) or _betrayed(asked, practice):
            return asked.block(code)
    for code, practice in rows:
        for white in practice.only:
            if _unlisted(asked, white):
                return asked.block(code, white.rule)
    return None


def _betrayed(asked: Asked, practice: Practice) -> bool:
    """A text of the act has a piece that is the practice, however it is written."""
    if practice.betrayed_by is None:
        return False
    denials = () if practice.denied_by is None else practice.denied_by.codes
    return any(says(text, practice.betrayed_by.codes, denials) for text in _texts(asked))


def _texts(asked: Asked) -> Iterator[str]:
    for name in asked.rules.said_in.codes:
        for each in asked.values(name):
            yield from each if isinstance(each, tuple) else (each,)


def _unlisted(asked: Asked, white: WhiteList) -> bool:
    about = asked.act not in white.other_than and (not white.acts or asked.act in white.acts)
    return about and _fits(asked, white.when) and not asked.words(white.field) <= set(white.codes)


def _fits(asked: Asked, pattern: dict[str, tuple[str, ...]]) -> bool:
    for name, values in pattern.items():
        if name == "given":
            fits = all(asked.words(each) for each in values)
        elif name == "without":
            fits = not any(asked.words(each) for each in values)
        else:
            fits = bool(asked.words(name) & set(values))
        if not fits:
            return False
    return True


def quiet_hours(asked: Asked) -> Block | None:
    """Nothing in the quiet hours of the person's day (CC-01); a publication disturbs nobody."""
    given, hours = asked.word("at"), asked.rules.hours
    if given is None or asked.word("channel") in asked.rules.ways.public.codes:
        return None
    at = asked.rules.local(given)
    minute = (at - at.replace(hour=0, minute=0, second=0, microsecond=0)) // MINUTE
    quiet = minute >= hours.quiet_from.value or minute < hours.quiet_until.value
    return asked.block("QUIET_HOURS") if quiet else None


def recipient(asked: Asked, standing: Container[str] | None) -> Block | None:
    """Only who is liable is addressed (CC-04, CC-05): others by no act but collection's locate message.

    ``standing``: who stands as guarantor that day; None where that is not known.
    """
    role, roles = asked.word("target_role"), asked.rules.roles
    if role is None or role in roles.debtor.codes:
        return None
    if role in roles.liable.codes:
        stands = standing is None or asked.word("target_id") in standing
        return None if stands else asked.block("THIRD_PARTY_PRESSURE", "CC-04")
    if role not in roles.third.codes:
        return asked.block("UNAUTHORISED_THIRD_PARTY")
    return asked.block("THIRD_PARTY_PRESSURE", "CC-05")


def disclosure(asked: Asked, entitled: bool = False, heard: bool = True) -> Block | None:
    """Nothing of the debt before the identity is verified, nothing to others (COL-47, COL-72).

    ``entitled``: this person may hear of it, though he is not liable. ``heard``: somebody was there to
    hear or read it; if not, an act that would tell of the debt told it to nobody. A script that is spoken
    begins with the identity check (XCT-52) and by itself tells nothing to whoever fails it.
    """
    said = _said_of_debt(asked)
    if not said and not _tells_of_debt(asked):
        return None
    role, roles = asked.word("target_role"), asked.rules.roles
    liable = role is None or role in (*roles.debtor.codes, *roles.liable.codes)
    if not liable and not entitled:
        return asked.block("DEBT_DISCLOSURE", "COL-72")
    unknown = _spoken(asked) and asked.value("identity_verified") is False
    told = said or (heard and asked.act in asked.rules.telling.acts.codes)
    return asked.block("DEBT_DISCLOSURE") if unknown and told else None


def _said_of_debt(asked: Asked) -> bool:
    """Data of the debt are named as told, or a statement speaks of it."""
    rows = asked.rules
    silent = set(rows.telling.silent_statements.codes)
    data = asked.words("data_fields") & set(rows.debt_fields.codes)
    return bool(data or asked.words("statements") - silent)


def _tells_of_debt(asked: Asked) -> bool:
    """The act itself or the text by which it goes tells of it, whatever is declared."""
    telling, named = asked.rules.telling, asked.word("template_id")
    if asked.act in telling.acts.codes:
        return True
    return named is not None and named not in telling.silent_templates.codes


def _spoken(asked: Asked) -> bool:
    """The channel is none in writing; of an act without one, all channels of its text are none."""
    channel, named = asked.word("channel"), asked.word("template_id")
    known = None if named is None else asked.rules.templates.get(named)
    channels = (known.channels if known else ()) if channel is None else (channel,)
    ways = asked.rules.ways
    silent = {*ways.written.codes, *ways.public.codes}
    return bool(channels) and silent.isdisjoint(channels)


def template(asked: Asked, needed: bool = False) -> Block | None:
    """A text that is named is a released one, for the day and the channel that is said (COL-60)."""
    named, channel = asked.word("template_id"), asked.word("channel")
    if named is None:
        return asked.block("UNAPPROVED_LETTER") if needed else None
    known = asked.rules.templates.get(named)
    day = asked.day.isoformat()
    if (
        known is None
        or channel not in (None, *known.channels)
        or not known.released_from <= day <= (known.released_to or day)
    ):
        return asked.block("UNAPPROVED_LETTER")
    return None


def legal_basis(asked: Asked) -> Block | None:
    """An article is cited only while it is in force and for what it is about (XCT-58)."""
    day = asked.day.isoformat()
    for cited in asked.value("legal_bases") or ():
        known = asked.rules.legal_bases.get(cited.basis)
        if known is None or cited.subject not in known.subjects:
            return asked.block("FALSE_LEGAL_BASIS")
        if not known.valid_from <= day <= (known.valid_to or day):
            return asked.block("FALSE_LEGAL_BASIS")
    return None


def in_person(asked: Asked) -> bool:
    """Somebody goes to the person: so says the channel, or the way in which a paper is served (CC-11)."""
    ways = {asked.word("channel"), asked.word("method")}
    return not ways.isdisjoint(asked.rules.ways.in_person.codes)


def staff(asked: Asked, needed: bool = False) -> Block | None:
    """Nobody calls on a person alone (CC-11, COL-96); ``needed``: whoever went must be named."""
    together = persons(asked.words("staff_ids"))
    if not needed and not (in_person(asked) and together):
        return None
    return asked.block("SOLO_VISIT") if together < asked.rules.ways.staff.value else None


def agency(asked: Asked) -> Block | None:
    """An agency acts in a placed case only, which collection knows (COL-132 to COL-136)."""
    return None if asked.word("agency_id") is None else asked.block("UNLICENSED_AGENCY")


def check(asked: Asked, standing: Container[str] | None = None) -> Block | None:
    """Why an act that no service has further rules for may not be; the first rule gives the code."""
    return agency(asked) or check_placed(asked, standing)


def check_placed(asked: Asked, standing: Container[str] | None = None) -> Block | None:
    """The same for the service that knows which agency is placed, and has looked."""
    return (
        staff(asked)
        or quiet_hours(asked)
        or practices(asked)
        or recipient(asked, standing)
        or disclosure(asked)
        or template(asked)
        or legal_basis(asked)
    )
