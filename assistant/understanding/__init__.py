"""What words mean: deterministic, pure, the same for everybody."""

from assistant.understanding.against import put_right
from assistant.understanding.asked import question_of
from assistant.understanding.beside import begins_to_ask, beside_the_point, feeling_told, said_of_warning
from assistant.understanding.lexicon import Lexicon, build_lexicon
from assistant.understanding.list_changes import ListChange, list_change
from assistant.understanding.model import Denial, Found, FoundFlag, Understanding
from assistant.understanding.reading import read
from assistant.understanding.repairs import named_in, sets_apart, takes_back
from assistant.understanding.replies import goes_on_alone, says_yes_or_no

__all__ = [
    "Denial",
    "Found",
    "FoundFlag",
    "Lexicon",
    "ListChange",
    "Understanding",
    "begins_to_ask",
    "beside_the_point",
    "build_lexicon",
    "feeling_told",
    "goes_on_alone",
    "list_change",
    "named_in",
    "put_right",
    "question_of",
    "read",
    "said_of_warning",
    "says_yes_or_no",
    "sets_apart",
    "takes_back",
]
