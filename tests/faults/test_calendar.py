"""F14: every scenario on the days on which clocks and calendars do odd things."""

import pytest

from tests.faults.days import BEGINNINGS
from tests.faults.matrix import play, scenarios
from tests.faults.rig import Rig


@pytest.mark.parametrize("moment", BEGINNINGS[1:], ids=str)
@pytest.mark.parametrize("name", scenarios())
def test_any_day_of_the_calendar(
    name: str, moment: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Rig, "MORNING", moment)
    play(scenarios()[name], {})
