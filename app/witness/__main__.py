"""`python -m app.witness`."""

import sys

from app.witness.command import main

sys.exit(main())
