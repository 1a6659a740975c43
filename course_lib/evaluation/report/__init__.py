"""What `evaluate` returns (`report`), and its page: `html` with `report.html.j2` and `report.css`, pictures by `svg`.

`profile` is what the pictures show, kept small enough to travel with the scores.
"""
