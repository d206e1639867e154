"""The log as JSON, one object a line, for programs that gather it."""

from pythonjsonlogger.core import LogData
from pythonjsonlogger.json import JsonFormatter

# `at` is ISO 8601 in UTC, `trace` an exception's traceback. The ids are those of `extra=`, where
# they are known. Nothing else goes out: what libraries attach (a request, a query with its
# parameters) may hold what people wrote.
FIELDS = (
    *("at", "level", "logger", "message"),
    *("connection", "person", "room", "code", "status_code"),
    "trace",
)


class JsonLines(JsonFormatter):
    def __init__(self) -> None:
        super().__init__(
            ["levelname", "name", "message"],
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "trace"},
            timestamp="at",
        )

    def process_log_record(self, log_data: LogData) -> LogData:
        return {field: log_data[field] for field in FIELDS if log_data.get(field) is not None}
