"""Pure judgement of history: what a mapping says, and what it makes of the rows of another system."""

from linli.insight.rules.mapping import Mapping, read_mapping
from linli.insight.rules.row_faults import Reject
from linli.insight.rules.rows import Reading, RowReader

__all__ = ["Mapping", "Reading", "Reject", "RowReader", "read_mapping"]
