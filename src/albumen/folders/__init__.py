"""Work on a plain folder of photos: read, analyse, group, place, keep what the user corrected. No server
needed."""
