from __future__ import annotations

from tests.layers.conftest import shelf as shelf  # the shelf without a fault, one a test
