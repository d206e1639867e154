// Socket.IO as its own documentation has a chat: one process, its in-memory adapter, WebSocket only,
// nothing stored. `node server.js PORT`.

import { createServer } from "node:http";

import { Server } from "socket.io";

const ROOM = "lobby";
const http = createServer();
const io = new Server(http, { transports: ["websocket"] });
let seq = 0;

// What a chat shows of a message, as many bytes on the wire as one of Lifeline's `events` frames.
const message = (id, body) => ({
  room: "1",
  prev: "9f2c01d3a4b5c6d7",
  events: [
    {
      seq: ++seq,
      kind: "post",
      id,
      by: { id: "1", name: "Alice" },
      at: Date.now(),
      body,
      html: `<p>${body}</p>\n`,
    },
  ],
  digest: "0a1b2c3d4e5f6071",
});

io.on("connection", (socket) => {
  socket.join(ROOM);
  socket.on("post", (id, body) => io.to(ROOM).emit("events", message(id, body)));
});
http.listen(Number(process.argv[2]), "127.0.0.1");
