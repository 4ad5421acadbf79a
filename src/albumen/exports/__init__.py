"""Photos taken out of a library as a folder for each person, and who is in them written beside or into them."""
