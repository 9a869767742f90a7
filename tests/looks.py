"""In which widths and colours a page is looked at."""

import os

ALL = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]
LOOKS = ALL if os.environ.get("SCREENSHOTS") else [ALL[0], ALL[3]]
"""Each width once and each colour once; every combination where pictures of the pages are wanted."""
