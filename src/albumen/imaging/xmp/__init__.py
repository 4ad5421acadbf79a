"""XMP: who and what a picture shows, written into files and read out of them."""
