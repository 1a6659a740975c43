"""What runs inside the sandbox. It imports the standard library, IPython and numpy, and nothing of the course.

Learners may read these files: a verdict does not depend on anything here. See `course_lib.grading`.

- `wire`: values as JSON, both ways; also used outside.
- `namespaces`: a question's own process, mount and user namespaces, and its limits.
- `question`: one question's process: run the answer cell, then the checks on the inputs that arrive.
- `warm`: the process that has imported what learners use, and forks once per question.
"""
