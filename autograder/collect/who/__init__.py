"""Who handed in: rosters, what names in archives tell, what a person settled, and the gradebook's students."""
