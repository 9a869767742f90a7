"""What the pages of an interviewer send, as the values that the rules take."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from interviews.scorecards import Content, FlagEntry, RatingEntry

NOT_OBSERVED = "none"
LEVEL = re.compile("[0-9]{1,3}")
RATINGS, FLAGS, EVIDENCE = "ratings.", "flags.", ".evidence"


class ScorecardForm(forms.Form):
    """One scorecard: `verdict`, `summary`, for each competency `ratings.R1.1` (1 to 4, or none) with
    `ratings.R1.1.evidence`, for each raised flag `flags.R01` with its evidence. An empty flag is not raised.

    What the values may be is for `interviews.scorecards` to say; here they only become values.
    """

    revision = forms.IntegerField(min_value=0)
    verdict = forms.CharField(required=False)
    summary = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["content"] = Content(
            verdict=cleaned.get("verdict", ""),
            summary=_text(cleaned.get("summary", "")),
            ratings=tuple(self._ratings()),
            flags=tuple(FlagEntry(name.removeprefix(FLAGS), text) for name, text in self._texts(FLAGS) if text),
        )
        return cleaned

    @property
    def content(self) -> Content:
        """What was entered, as far as it could be read."""
        content: Content = self.cleaned_data["content"]
        return content

    def _ratings(self) -> list[RatingEntry]:
        texts = dict(self._texts(RATINGS))
        codes = sorted({name.removesuffix(EVIDENCE) for name in texts})
        return [
            entry
            for name in codes
            if (entry := self._rating(name, texts.get(name, ""), texts.get(name + EVIDENCE, ""))) is not None
        ]

    def _rating(self, name: str, level: str, evidence: str) -> RatingEntry | None:
        code = name.removeprefix(RATINGS)
        if level and level != NOT_OBSERVED and not LEVEL.fullmatch(level):
            message = f"{code}: “{level}” is not a level; give 1, 2, 3 or 4, or “not observed”."
            self.add_error(None, ValidationError(message, code="level_out_of_range"))
            level = ""
        if not level and not evidence:
            return None
        if level == NOT_OBSERVED:
            return RatingEntry(code, not_observed=True, evidence=evidence)
        return RatingEntry(code, level=int(level) if level else None, evidence=evidence)

    def _texts(self, prefix: str) -> list[tuple[str, str]]:
        return [(name, _text(str(self.data.get(name, "")))) for name in self.data if name.startswith(prefix)]


class ReasonForm(forms.Form):
    """A reason. Whether one is needed is for the verb to say."""

    reason = forms.CharField(required=False, max_length=300)


def _text(value: str) -> str:
    return value.replace("\r\n", "\n").strip()
