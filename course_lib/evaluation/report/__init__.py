"""What `evaluate` returns (`report`), and its page: `html` with `report.html.j2` and `report.css`.

- In words: `findings`, the verdict on what the table looks like; `summary`, a question and an answer for every group
  of scores. (The sentence of a single score is made with it: `scores/wording`.)
- To travel with the table: `card`, a page of Markdown (`data_card`).
- In pictures, from the pieces of `svg`: `strip` (a score on the scale that all share), `panel` (a column),
  `heat_map` (columns in pairs). `profile` is what they show, kept small enough to travel with the scores.

A metric that is new to the catalogue appears on the page by itself. To put it into words at the top, give it a line
in `summary.LEADS`; for the verdict to read it, its name in `findings.READ`.
"""
