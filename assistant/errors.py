"""What can go wrong. The docstring of each error is its title; ``str(error)`` is the detail."""


class AssistantError(Exception):
    """Something went wrong."""

    @property
    def title(self) -> str:
        return (type(self).__doc__ or "").strip()


class ContentError(AssistantError):
    """The content has problems."""


class SettingsError(AssistantError):
    """The settings cannot be used."""


class BadValue(AssistantError):
    """The value does not fit the question."""


class ConversationNotFound(AssistantError):
    """There is no such conversation."""


class CodeSpent(AssistantError):
    """The code opens nothing."""


class ConsentNeeded(AssistantError):
    """The person has not agreed yet."""


class MessageConflict(AssistantError):
    """The same message id was used before with other content."""


class TurnConflict(AssistantError):
    """Somebody else moved the conversation first; take the turn again."""


class Claimed(AssistantError):
    """Somebody else of the team has this conversation."""


class ClaimNeeded(AssistantError):
    """This needs a claim on the conversation first."""


class StoreUnavailable(AssistantError):
    """The store cannot be reached or cannot take writes."""


class Unreadable(StoreUnavailable):
    """What is stored cannot be read here."""


class NewerDatabase(AssistantError):
    """The database was written by a newer version of this program."""


class NoAppointmentDate(AssistantError):
    """There is no date to put in a calendar."""


class FormatUnavailable(AssistantError):
    """This format cannot be made on this server."""
