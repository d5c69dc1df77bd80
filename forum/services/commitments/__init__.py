"""The register: read it, edit an entry, bind it to another speaker, react, step its states, import what is known."""

from forum.services.commitments.desk import channel as channel
from forum.services.commitments.edits import CommitmentIn as CommitmentIn
from forum.services.commitments.edits import edit as edit
from forum.services.commitments.edits import rebind as rebind
from forum.services.commitments.edits import report_progress as report_progress
from forum.services.commitments.edits import step as step
from forum.services.commitments.entries import EntryIn as EntryIn
from forum.services.commitments.entries import import_register as import_register
from forum.services.commitments.entries import keep_new as keep_new
from forum.services.commitments.reactions import add_reaction as add_reaction
from forum.services.commitments.reactions import react as react
from forum.services.commitments.reading import Entry as Entry
from forum.services.commitments.reading import Register as Register
from forum.services.commitments.reading import entry as entry
from forum.services.commitments.reading import register as register
from forum.store.commitments import Filter as Filter
