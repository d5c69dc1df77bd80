"""Room: pure time.

Zones, wall clocks, rest days, burden, fairness, choice of sitting times. Touches pytz, numpy,
ortools (windows), Babel and holidays (rest.py); reads no clock and no file.
"""

from timezones.release import use_pinned_release

use_pinned_release()
