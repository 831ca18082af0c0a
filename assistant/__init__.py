"""Second Line: prepares people whose Crohn's disease has outlasted its anti-TNF medicine for their next appointment.

The way of one message, top to bottom::

    web/            bytes in, bytes out                      -> Inbound
    engine/engine   load the conversation, or the turn already taken
    engine/turn     take_turn(conversation, inbound): pure   -> Turn
      understanding   what the words mean
      flows           where the answers lead: one state machine per step
      knowledge       what is known, with its sources
      reports         the appointment sheet
    store/          one transaction: answers, transcript, reply; only then is anything sent

``content/`` holds every word and every medical fact as YAML.
"""

__version__ = "0.1.0"
