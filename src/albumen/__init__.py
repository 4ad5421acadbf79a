"""Albumen: event photos, delivered to the people in them."""

import os

__version__ = "0.1.0"

# ONNX Runtime's wheels keep a device id and send events to their maker, from the moment they are imported.
# Nothing about photos or the machine leaves it here, so this is set before anything of ours can import it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
