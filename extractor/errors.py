"""The exception tree: every problem that a person can act on, with where it is and what to do."""


class ExtractorError(Exception):
    """A problem that a person can act on; prints as ``where: problem (hint)``."""

    def __init__(self, where: str, problem: str, *, hint: str = "") -> None:
        super().__init__(where, problem, hint)
        self.where = where
        self.problem = problem
        self.hint = hint

    def __str__(self) -> str:
        text = f"{self.where}: {self.problem}" if self.where else self.problem
        return f"{text} ({self.hint})" if self.hint else text

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments are lost by the default pickling, and errors cross process borders.
        return (_rebuild, (type(self), self.where, self.problem, self.hint, self.__dict__))


def _rebuild(
    kind: type[ExtractorError], where: str, problem: str, hint: str, state: dict[str, object]
) -> ExtractorError:
    error = kind.__new__(kind)
    ExtractorError.__init__(error, where, problem, hint=hint)
    error.__dict__.update(state)
    return error


class IngestError(ExtractorError):
    """A document could not be read; `status` is the word for documents.csv (see models.Status)."""

    def __init__(self, where: str, problem: str, *, hint: str = "", status: str = "corrupt") -> None:
        super().__init__(where, problem, hint=hint)
        self.status = status


class PatternError(ExtractorError):
    """A file in patterns/ is wrong; the message names file, entry and key."""


class ConfigError(ExtractorError):
    """The configuration is wrong; the message names file, entry and key."""


class FeedError(ExtractorError):
    """A feed could not be written or read back."""


class CacheError(ExtractorError):
    """The cache of what was read before cannot be used."""


class ReviewError(ExtractorError):
    """The store of reviewers' decisions is wrong."""
