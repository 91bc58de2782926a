"""`python -m sepakat.cli`."""

import sys

from sepakat.cli import main

sys.exit(main())
