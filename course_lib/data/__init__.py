"""Tables: what their columns mean, where they come from, how they are split and turned into numbers."""

from course_lib.data.encode import Field, TableEncoder
from course_lib.data.schema import Column, Schema

__all__ = ["Column", "Field", "Schema", "TableEncoder"]
