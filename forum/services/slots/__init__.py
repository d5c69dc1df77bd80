"""Speaking slots: propose a plan, accept it, change it by hand, clear it; what a person and the floor see of it."""

from forum.services.slots.edits import SlotIn as SlotIn
from forum.services.slots.edits import clear as clear
from forum.services.slots.edits import edit as edit
from forum.services.slots.lists import Renewal as Renewal
from forum.services.slots.lists import preview_list as preview_list
from forum.services.slots.lists import published_list as published_list
from forum.services.slots.lists import require_list_edit as require_list_edit
from forum.services.slots.lists import take_list as take_list
from forum.services.slots.plans import OwnSlot as OwnSlot
from forum.services.slots.plans import SpeakingPlan as SpeakingPlan
from forum.services.slots.plans import own_slots as own_slots
from forum.services.slots.plans import plan as plan
from forum.services.slots.proposals import Proposal as Proposal
from forum.services.slots.proposals import accept as accept
from forum.services.slots.proposals import propose as propose
from forum.services.slots.shortages import Shortage as Shortage
from forum.services.slots.shortages import settle as settle
from forum.services.slots.shortages import shortage as shortage
