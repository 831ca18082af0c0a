"""What words mean: deterministic, pure, the same for everybody.

The way of a message through ``reading``:

1. ``text``, ``letters``, ``medicines``: plain words, their slips mended, every medicine one word; what is listened for
   is the ``lexicon``, made ready once in ``building``.
2. ``mentions``, ``standing``, ``impression``, ``flags``: what may be dangerous, apart from all that follows.
3. ``replies``, ``lead_ins``: nothing but a reply; what stands before the answer.
4. ``intents``, ``corrections``, ``opposed``, ``taken_out``, ``repairs``: commands, and what is taken back.
5. ``told``: ``everything`` that the words answer. ``answers`` answer the question asked, each kind by its reader:
   ``chosen``, ``lists``, ``agreement``, ``appointments``, ``time_on``, ``levels`` (``ages``, ``last_steroids``,
   ``respondent``, ``bare`` for some of them); ``regimen``, ``volunteered``, ``telegraphic``, ``passing`` what is not.
   ``asked`` holds the words with their ``assertion``: denied, over, doubted, somebody else's. ``own_words``: free text.
6. ``credence``, ``turned``: what such words seldom tell becomes a question; ``supposed``: what to ask where nothing was
   understood.
"""

from assistant.understanding.against import never_had, put_right, told_again
from assistant.understanding.asked import question_of
from assistant.understanding.beside import begins_to_ask, beside_the_point, feeling_told, said_of_warning
from assistant.understanding.building import build_lexicon
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.list_changes import ListChange, list_change, looks_over, says_what_is_missing
from assistant.understanding.model import Denial, Found, FoundFlag, Understanding
from assistant.understanding.reading import read
from assistant.understanding.repairs import named_in, sets_apart, takes_back
from assistant.understanding.replies import goes_on_alone, keeps_it, names_a_place, says_it_was_heard, says_yes_or_no

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
    "keeps_it",
    "list_change",
    "looks_over",
    "named_in",
    "names_a_place",
    "never_had",
    "put_right",
    "question_of",
    "read",
    "said_of_warning",
    "says_it_was_heard",
    "says_what_is_missing",
    "says_yes_or_no",
    "sets_apart",
    "takes_back",
    "told_again",
]
