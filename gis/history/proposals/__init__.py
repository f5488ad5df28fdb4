"""What people in the field propose: kept for ever beside the ledger, and part of it only by answer.

A proposal is known by what it says. So the same one brought twice is kept once, and a ledger holds
the same proposals whatever the order they came in. Nothing of a proposal counts until a person
accepts it; then a correction of that person's enters the ledger in the same transaction.
"""

from gis.history.proposals.answer import answer_proposals
from gis.history.proposals.kept import read_proposals
from gis.history.proposals.model import Answer, KeptProposal, Proposal
from gis.history.proposals.propose import Proposed, propose

__all__ = [
    "Answer",
    "KeptProposal",
    "Proposal",
    "Proposed",
    "answer_proposals",
    "propose",
    "read_proposals",
]
