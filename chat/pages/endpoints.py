"""Where a page finds what is live: `chat.transports` answers there."""

WEBSOCKET = "/ws/chat/"
# The same by HTTP, where WebSocket does not get through.
TWIN = {"stream": "/chat/stream/", "frames": "/chat/frames/"}
