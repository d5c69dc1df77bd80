"""What each refusal says: fault and remedy, in the reader's language. A test finds a code without a sentence."""

from __future__ import annotations

from datetime import date, datetime

from forum.domain.refusals import Refusal
from forum.i18n import cities, moments
from forum.i18n.catalogues import N_, Words

#: refusal code -> sentence; placeholders are the refusal's params
SENTENCES: dict[str, str] = {
    "Refusals": N_("Faults found: %(count)s. Nothing was changed."),
    "Forbidden": N_("Your role does not allow this. Ask the organizer of the forum if you need it."),
    "SignInNeeded": N_("Please sign in first."),
    "Unknown": N_("There is nothing at this address, or it is not yours to see."),
    "Busy": N_("The database is busy. Nothing was changed; please try again in a moment."),
    "Unwritable": N_("The database cannot be written: its disk is full or read-only. Nothing was changed."),
    "AlreadyDone": N_("This was already saved. It counts once."),
    "Stale": N_("This has changed in the meantime. Look at the present state and try again."),
    "ChangedMeanwhile": N_(
        "Somebody else changed this after you had opened it, and nothing was saved. What you wrote is kept below, with "
        "what the other person wrote beside it; save again, and yours takes its place."
    ),
    "Missing": N_("This field must not be empty."),
    "TooLong": N_("This is too long: at most %(limit)s characters."),
    "UnknownZone": N_("“%(zone)s” is not a time zone. Give an IANA name such as Pacific/Fiji."),
    "UnknownLanguage": N_("“%(language)s” is not a language offered here."),
    "UnknownChoice": N_("“%(value)s” is not possible here. Allowed: %(allowed)s."),
    # tables that somebody uploads
    "FileTooLarge": N_("The file is too large: at most %(limit)s MB."),
    "TooManyRows": N_("The table has too many rows: at most %(limit)s. Split the file."),
    "TooManyColumns": N_("The table has too many columns: at most %(limit)s. Delete those that are not needed."),
    "UnpacksTooLarge": N_(
        "The workbook unpacks to more than %(limit)s MB. Copy the table alone into a new workbook and save that."
    ),
    "EmptyTable": N_("The file holds no table: a line of headings is needed, and at least one row under it."),
    "NotATable": N_("“%(filename)s” is neither a workbook nor a CSV text. Save the table as .xlsx or as CSV (UTF-8)."),
    "OldOrLockedWorkbook": N_(
        "This is an old .xls workbook, or one locked with a password. Save it as .xlsx without a password."
    ),
    "MacroWorkbook": N_("The workbook holds macros. Save it as .xlsx, without macros."),
    "DamagedWorkbook": N_(
        "The workbook cannot be read safely. Open it in your spreadsheet and save it anew as .xlsx, or as CSV (UTF-8)."
    ),
    "WrongEncoding": N_("From row %(row)s on the text is not in UTF-8. Save the table as “CSV UTF-8”, or as .xlsx."),
    "ControlCharacter": N_("The cell holds a character that no text has (%(character)s). Type the cell anew."),
    "UnreadableRow": N_(
        "The quotation marks of this row do not match. Write a quotation mark inside a cell twice, or save as .xlsx."
    ),
    "LongRow": N_("The row has a filled cell where there is no heading."),
    "CellTooLong": N_("The cell is too long: at most %(limit)s characters."),
    "FormulaWithoutValue": N_("The cell holds a formula without a result. Replace it by its value."),
    "CellError": N_("The cell holds the error %(value)s. Replace it by a value."),
    "NamelessColumn": N_("The column has no heading. Name it, or delete it."),
    "DuplicateColumn": N_("The heading “%(column)s” stands twice. Keep one."),
    "UnknownColumn": N_("The heading “%(column)s” is not known here. Allowed: %(allowed)s."),
    "MissingColumn": N_("The column “%(column)s” is missing."),
    # the list of speakers as a table
    "UnknownSlot": N_("The sitting has no slot number %(value)s."),
    "UnknownSitting": N_("No sitting with slots has the key “%(value)s”."),
    "DuplicateSlot": N_("%(value)s stands in row %(first)s too. Each slot and each place of a sitting may stand once."),
    "SlotMissing": N_("Slots of this sitting are missing: %(slots)s. Keep all of its rows."),
    "FixedCell": N_("This cannot be changed here: it says “%(stands)s”, and the table says “%(value)s”."),
    "UnknownRosterId": N_("Nobody of this forum has the id “%(value)s”."),
    "LabelBesidePerson": N_("A person is named in this row: leave the label empty, or the person."),
    # consultations
    "ActNotAllowed": N_("This is not possible at the stage that the consultation has reached."),
    "PartnersApart": N_("Employers and workers have equal standing: address both, or neither."),
    "UnknownGroup": N_("No group that can be addressed is called “%(group)s”."),
    "NobodyAnswers": N_("Nobody coordinates: %(groups)s. Give a person of that group the role of coordinator first."),
    "AnswerByPast": N_("That moment is over. Give the groups time to answer."),
    "NotAddressed": N_("You do not answer for that group in this consultation."),
    "RoundOver": N_("Another round was sent in the meantime. Read what it holds, then answer."),
    "ProposalsOpen": N_("Proposals that wait for an answer: %(count)s. Answer each of them first."),
    "NotAProposal": N_("This proposal was answered in the meantime."),
    "NotAllAgreed": N_("Not agreed: %(groups)s. Send another round, or note that there is no agreement."),
    "StillOpen": N_("No reply yet, and there is still time for one: %(groups)s."),
    "NobodyAgreed": N_("No group has replied, and no reply is not agreement. Note that there is no agreement."),
    # mail about changes
    "AlreadySent": N_("The letters have begun to go out; they cannot be called back."),
    "NotInvited": N_("No letter about this went to that address: the answer was not taken."),
    "OldReply": N_("The reply answers an older state of the sitting: the answer was not taken."),
    "NoAnswer": N_("The message holds no answer to an invitation: nothing was taken."),
    # people
    "InvalidKey": N_("“%(value)s” is not an id: letters without accents, digits and . _ : - are allowed, at most 64."),
    "InvalidEmail": N_("“%(value)s” is not an e-mail address."),
    "DuplicateKey": N_("The id “%(value)s” stands in row %(first)s too. Each id may stand once."),
    "DuplicateEmail": N_("The e-mail address “%(value)s” stands in row %(first)s too. Each person needs their own."),
    "EmailTaken": N_("The e-mail address “%(value)s” belongs to the person “%(person)s” already."),
    "UnknownState": N_("“%(value)s” is not a Member State. Give its two-letter code, such as FJ for Fiji."),
    "UnknownOrganization": N_("No organization has the id “%(value)s”. Import the list of organizations first."),
    "ZoneNeeded": N_("A person without a State needs a time zone, such as Europe/Zurich."),
    "OrganizationNeeded": N_("A person of an invited organization needs the id of the organization."),
    "StateNotExpected": N_("A person of an invited organization has no State. Leave the cell empty and give the zone."),
    "DuplicateName": N_("The name “%(value)s” belongs to another organization already."),
    "PeopleMoved": N_("The people of the forum have changed since this preview. Upload the file again."),
    "LastOrganizer": N_("This is the last organizer of the forum. Name another one first."),
    "LinkExpired": N_("This sign-in link has expired. Ask for a new one."),
    "LinkUsed": N_("This sign-in link was used before. Ask for a new one."),
    "LinkUnknown": N_("This sign-in link is not known. Check that it was copied whole, or ask for a new one."),
    "WrongCode": N_("This code does not fit. Check it, or ask for a new one; after five wrong tries a code is void."),
    "TooManyLinks": N_("Too many links were asked for. Wait half an hour and use the newest one."),
    "OnlyOnLoopback": N_("This demonstration link works only on the machine that runs the demonstration."),
    # the programme
    "SittingsOverlap": N_(
        "“%(title)s” would run while “%(other)s” does, which starts on %(day)s at %(clock)s. "
        "Choose another time, or move that one first."
    ),
    "OutsideForum": N_("%(day)s is not a day of this forum. Choose one from %(first)s to %(last)s."),
    "OutsideVenueHours": N_(
        "“%(title)s” at %(clock)s does not lie within the hours of the venue, %(opens)s to %(closes)s. "
        "Choose another time."
    ),
    "GapTooShort": N_(
        "Between “%(other)s” and “%(title)s” lie %(minutes)s minutes; the forum asks for at least %(gap)s."
    ),
    "DayTooLong": N_("The sittings of %(day)s last %(minutes)s minutes together; the forum allows %(cap)s."),
    "OutOfOrder": N_("“%(title)s” should come after “%(other)s”, but starts before that one ends."),
    "CircularOrder": N_("“%(title)s” cannot come after itself. Choose other sittings that precede it."),
    "NoTimeYet": N_("“%(title)s” has no day and hour yet. Set them, plan the forum, or cancel the sitting."),
    "WrongLength": N_("%(minutes)s minutes are not possible. A sitting lasts from %(least)s to %(most)s minutes."),
    "AlreadyCancelled": N_("“%(title)s” is cancelled. Restore it first."),
    "NotCancelled": N_("“%(title)s” is not cancelled, so there is nothing to restore."),
    "NotReleased": N_("The programme has not been published yet."),
    "DraftChanged": N_(
        "Somebody else has changed the draft meanwhile: %(sittings)s. Nothing of yours was kept and nothing of theirs "
        "is lost. Below, your moves are tried on the draft as it is now; look at them, then keep them."
    ),
    "NothingMoved": N_("Nothing is being tried, so there is nothing to keep. Move a sitting first."),
    "NothingToPublish": N_("The draft is the same as release %(number)s, so there is nothing to publish."),
    "NotLater": N_("A delay is a whole number of minutes from 1 to %(most)s, not %(minutes)s."),
    "NotANumber": N_("“%(value)s” is not a whole number."),
    "NotADate": N_("“%(value)s” is not a day. Write it as 2022-02-22."),
    "NotAClock": N_("“%(value)s” is not a time of day. Write it as 13:45."),
    "UnusableCharacter": N_(
        "The text holds a character that no text has (%(character)s): it cannot be seen, or it turns the writing "
        "round. Type that place anew."
    ),
    "NotALink": N_("“%(value)s” is not an address of a web page. It must begin with https:// or http://."),
    "KeyTaken": N_("“%(key)s” is taken. Choose another key."),
    "NothingToPlan": N_("There is nothing to plan yet: the forum needs at least one sitting and one delegation."),
    "Outdated": N_("This plan no longer fits the draft. Ask for a new one; the draft was left as it is."),
    "RulesChanged": N_("The days, hours or rules of the forum have changed since this plan was asked for."),
    "PeopleChanged": N_("The people have changed since this plan was asked for (rows affected: %(count)s)."),
    "SittingsChanged": N_("These sittings have changed since this plan was asked for: %(titles)s."),
    "TimesMoved": N_("Somebody has moved these sittings since you opened the page: %(titles)s."),
    "PlanUnusable": N_("This plan found no timetable, so it cannot be accepted."),
    "SlugTaken": N_("Another forum has the address “%(slug)s”. Choose another."),
    "InvalidSlug": N_("“%(slug)s” cannot be an address: use small letters, digits and hyphens, at most %(limit)s."),
    "DaysReversed": N_("The last day, %(last)s, comes before the first, %(first)s."),
    "TooManyDays": N_("From first to last are %(days)s days; a forum has at most %(limit)s. Check the dates."),
    "InvalidHours": N_("Venue hours %(opens)s to %(closes)s are not two times of day such as 07:00 and 22:00."),
    "ForeignDatabase": N_(
        "The demonstration did not make this database and does not touch it. Name an empty data folder with --data."
    ),
    "NotTheSource": N_("“%(slug)s” is a rehearsal itself. Rehearse the forum that it was copied from."),
    "JobOver": N_("This work has already ended; it cannot be cancelled any more."),
    # speaking slots
    "BudgetTooSmall": N_(
        "The sitting is too short: its shortest slots need %(needed)s seconds, there are %(budget)s, so %(short)s are"
        " missing. Lengthen the sitting, or let fewer leaders present in it (now: %(leaders)s)."
    ),
    "WrongRule": N_("The ruleset has “%(value)s” where this is needed: %(allowed)s."),
    "UnknownRule": N_("No ruleset has this. Allowed here: %(allowed)s."),
    "RuleMissing": N_("This value is missing, and the time cannot be shared without it, or it is not marked as open."),
    "SourceMissing": N_("Each value needs its source: where it is written, or who decided it."),
    "RepeatedRule": N_("A list is needed here that names nothing twice. Allowed in it: %(allowed)s."),
    "TwoWaysOfSharing": N_("A sitting has an open floor or individual statements, not both. Take one of them out."),
    "CircularPrecedence": N_("These motions would each come before the other: %(motions)s. Take one precedence out."),
    "RulesetTooLarge": N_("The file is too large for a ruleset: at most %(limit)s kB."),
    "NotToml": N_(
        "The file is no TOML text in UTF-8. The fault is in line %(line)s, column %(column)s (0: not known)."
    ),
    "ReactionToNothing": N_("A reaction or an answer needs the presentation that it belongs to before it."),
    "EmployersWorkersDiffer": N_(
        "Employers would have %(employers)s seconds and workers %(workers)s. They must have the same."
    ),
    "OverBudget": N_("This exceeds the speaking time of the sitting by %(over)s seconds. Shorten another slot first."),
    "OutOfRuleOrder": N_(
        "The rules of this forum do not allow this order. Choose a place among slots of the same kind."
    ),
    "WrongSpeaker": N_("This person may not speak in this slot. Choose somebody of the same constituency and role."),
    "WrongSlotLength": N_("A slot of this kind lasts from %(least)s to %(most)s seconds."),
    "HasSlots": N_("This sitting has a list of speakers already. Clear it first."),
    "FloorsTooHigh": N_(
        "The least that everybody is to have sums to %(needed)s, and there are %(seats)s. Lower a floor, or share more."
    ),
    "WrongClaim": N_(
        "“%(key)s” cannot take part in the sharing: it has “%(value)s” where this is needed: %(allowed)s."
    ),
    "NothingToFit": N_("There are no statements by individuals in this sitting, or nobody asks for one."),
    "NoWeight": N_("All weights are 0: nobody could have a share. Give at least one of them a weight."),
    "SwapNeedsBoth": N_("Places change by consent of both, and one of the two has not consented yet."),
    "WrongSecret": N_(
        "This is not the secret of the draw: it has at least %(least)s characters on one line, and its fingerprint is"
        " the one that was published."
    ),
    "NoTimeForSlots": N_("“%(title)s” has no time yet, or is cancelled. Give it a day and an hour first."),
    "SkippedTime": N_("On %(day)s the clocks of %(zone)s jump over %(clock)s. Choose another time."),
    "FeedRevoked": N_("This calendar link was switched off. Sign in and make a new one on the calendar page."),
    "TooManyFeeds": N_("You have %(limit)s calendar links in use. Switch one off before you make another."),
    "NotOpenYet": N_("The doors of this sitting open %(minutes)s minutes before it begins."),
    "SittingCancelled": N_("This sitting was cancelled."),
    "SittingOver": N_("This sitting has ended."),
    "NoLinkYet": N_("There is no link to this room yet. The organizer adds it before the sitting begins."),
    "FloorClosed": N_("The floor of this sitting is not open now, so nothing was changed."),
    "SittingIsOpen": N_("This sitting has been opened already."),
    "SittingWithoutTime": N_(
        "This sitting has no day and hour, or was cancelled. Give it a time in the programme first."
    ),
    "FarFromPlan": N_(
        "The planned start is %(minutes)s minutes away or more. Look at the time, and confirm that you open the "
        "sitting now."
    ),
    "ListIsClosed": N_("The list of speakers is closed. Ask the chair or the clerk if you need the floor."),
    "AlreadyWaiting": N_("This person has already asked for the floor or is on the list."),
    "HasTheFloor": N_("This person has the floor now."),
    "SpeakerChanged": N_("The speaker has changed in the meantime. Look at who has the floor now and try again."),
    "EntryGone": N_("This entry is no longer waiting there. Look at the list as it is now and try again."),
    "AnotherActionSince": N_(
        "Something else was done in the meantime. Look at the last action now before taking it back."
    ),
    "NothingToUndo": N_("There is no action left to take back."),
    "ClockIsHeld": N_("The clock is paused already."),
    "ClockRuns": N_("The clock is running already."),
    "WrongSeconds": N_("A speaking time is between %(shortest)s and %(longest)s seconds."),
    "NothingToChange": N_("It is so already; nothing was changed."),
    "CommandReused": N_("This command number was used before for something else. Reload the page and try again."),
    "UnknownCommand": N_("“%(name)s” is not something that the floor can be asked to do."),
    "TooManyMessages": N_("Too many messages came from this page at once. Wait a moment and try again."),
    "Malformed": N_("A field of this command cannot be read. Reload the page and try again."),
    "StepNotAllowed": N_(
        "This step is not possible from the present state. Look at the entry again and choose another."
    ),
    "ClientIdReused": N_("This line was sent before with other words. Nothing was changed; type it again."),
    "LeadIsPartner": N_(
        "“%(name)s” is named both as lead and as partner. Each commitment has one lead; take it off the partners."
    ),
    "NothingToCorrect": N_("Your last commitment does not hold the words “%(old)s”. Nothing was changed."),
    "UnknownParty": N_(
        "“%(handle)s” names nobody in this forum, or more than one. Give the id of one organization or delegation."
    ),
    "UnknownCommitment": N_("There is no commitment %(number)s. Look its number up in the register and type it again."),
    "NothingToReactTo": N_(
        "Nothing was promised in this sitting yet. Name the commitment by its number, such as r C-012 + e: agreed."
    ),
    "UnknownSpeaker": N_("Nobody in this forum has the id “%(person)s”."),
    # lists of speakers
    "NoListYet": N_("Nobody has said yet when the list of speakers of this sitting opens. Ask the clerk of the list."),
    "WrongListTimes": N_(
        "A list of speakers closes after it opens, and before its sitting begins (%(start)s). Choose other times."
    ),
    "SittingNotHeld": N_("“%(title)s” has no time yet, or was cancelled, so that it has no list of speakers."),
    "ListNotOpen": N_("The list of speakers is not open yet; it opens on %(opens)s. Come back then."),
    "ListClosed": N_(
        "The list of speakers has been closed since %(since)s. Ask the clerk of the list, who may add you for a reason."
    ),
    "ListStillOpen": N_("This is possible once the list of speakers is closed, on %(closes)s."),
    "ListIsSettled": N_("The list of speakers is closed and its order published. Open it again first."),
    "NothingToHandOver": N_("Nobody on this list finds a slot in the sitting, so nothing was changed."),
    "ReasonNeeded": N_("Give the reason: it is kept in the trail of changes."),
    "NotYourPerson": N_(
        "You may not inscribe this person. Delegates inscribe themselves, focal points their State, coordinators their"
        " constituency, aides the leader of their organization; the clerk of the list inscribes anybody."
    ),
    "SourceNotYours": N_("Only the clerk of the list types in a form, an e-mail or a hand in the room."),
    "WayNotAllowed": N_("The rules of this forum let others put names on this list. Ask the clerk of the list."),
    "NotAmongSpeakers": N_("The rules of this sitting give “%(name)s” no statement, by constituency and role."),
    "BehalfNotYours": N_("The speaker does not belong to “%(group)s”. Choose their State or one of their own groups."),
    "AlignedWithOneself": N_("A State does not align itself with its own statement. Take %(state)s off the list."),
    "DeputyOfAnotherState": N_(
        "“%(name)s” is of another delegation or constituency. Name a deputy of the speaker’s own."
    ),
    "DeputyIsSpeaker": N_("Nobody is their own deputy. Name somebody else, or nobody."),
    "NoDeputy": N_("No deputy is named who could step in. Name one first."),
    "AlreadyInscribed": N_("This person is on the list of speakers already. Change that entry instead."),
    "ClaimTaken": N_(
        "The State, in this constituency, or the group has its speaker on this list already. Withdraw that entry "
        "first, or name this person as its deputy."
    ),
    "RecordingTooLate": N_("Recordings were due on %(due)s. Choose to speak in the room or remotely."),
    "FormReused": N_("This form was sent before with another content. What came first stands; change that instead."),
    "NotOnList": N_("This entry is not on the list: it was withdrawn, or is a draft."),
    "NotWithdrawn": N_("This entry was not withdrawn, so there is nothing to restore."),
    "NotADraft": N_("This entry is on the list already."),
    "NoSwapOffered": N_("No place is offered there any more. Look at the list as it is now."),
    "SwapWithOneself": N_("Two speakers exchange places. Choose somebody else’s entry."),
    "SittingHasBegun": N_("The sitting has begun. Ask the chair or the clerk on the floor."),
    "UnsafePaper": N_("This file cannot be opened safely. Hand the text in as %(allowed)s, without macros."),
    "EmptyPaper": N_("No file came, or an empty one. Choose the file again."),
    "PaperTooLarge": N_("The file is too large: at most %(limit)s MB. Hand in the text alone, without pictures."),
    "MissingGlyphs": N_(
        "The fonts for PDF hold no glyph for: %(glyphs)s. Choose DOCX, or write it in other characters."
    ),
    "MissingFont": N_("The font file “%(name)s” is missing from this installation. Install the program anew."),
}


def sentence(refusal: Refusal, words: Words) -> str:
    """The refusal in words; a day that begins it has its capital there."""
    message = SENTENCES.get(refusal.code)
    if message is None:
        return refusal.code
    zone = str(refusal.params.get("zone") or "Etc/UTC")
    return moments.capital(
        words.gettext(message, **{name: _shown(each, words, zone) for name, each in refusal.params.items()})
    )


def _shown(value: object, words: Words, zone: str) -> object:
    """A day as the reader writes it; a text kept in its own direction inside right-to-left words; all else as it is.

    A moment is said on the clock of the refusal's own zone.
    """
    if isinstance(value, datetime):
        return moments.said(value, zone, cities.city_of_zone(zone, None, words.tag), words.tag)
    if isinstance(value, date):
        return moments.whole_day(value, words.tag)
    return moments.embedded(value, words.tag) if isinstance(value, str) else value


def located(refusal: Refusal, words: Words) -> str:
    """The refusal in words, after the row and column of the table it was found in, where there is one."""
    said, row = sentence(refusal, words), refusal.params.get("row")
    if row is None or refusal.field is None:
        return said
    return words.gettext("Row %(row)s, column %(column)s: %(fault)s", row=row, column=refusal.field, fault=said)
