"""Jobs about uploads on their way."""
