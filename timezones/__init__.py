"""Room: pure time.

Zones, wall clocks, rest days, burden, fairness, choice of sitting times, questions beside it. Touches pytz, numpy,
ortools (windows, questions), Babel and holidays (rest.py); reads no clock and no file.
"""

from timezones.release import use_pinned_release

use_pinned_release()
