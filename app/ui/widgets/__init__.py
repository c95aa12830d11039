"""The kit: widgets that pages are declared with. Knows theme and icons, no service."""
