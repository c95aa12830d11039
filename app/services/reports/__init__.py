"""What leaves the program on paper: Excel sheets, archive pages and figures, made from plain documents."""
