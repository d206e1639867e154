"""What fields of frames may hold."""

from typing import Annotated

from msgspec import Meta

# A frame from a client may be this long, in bytes; one from the server is cut near it.
FRAME_BYTES = 64 * 1024
# A message's length, in Unicode code points.
BODY_CHARS = 4_000
# PostgreSQL stores no NUL in text.
Text = Annotated[str, Meta(pattern=r"^[^\x00]*\Z")]
ShortText = Annotated[Text, Meta(max_length=200)]
IntentId = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
]
RoomId = Annotated[Text, Meta(max_length=64)]
HistoryId = Annotated[Text, Meta(max_length=64)]
HISTORY_LIMIT = 100
HELLO_ROOMS = 500
# As many as one connection may follow.
SEEN_ROOMS = 1_000
