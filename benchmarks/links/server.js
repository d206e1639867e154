// What the compared clients talk to, beside Lifeline itself: `node server.js PORT`, PORT 0 for any.
// GET /?client=NAME is a page with that client, /NAME.js what esbuild made of clients/NAME.js.
// /socket.io/ is Socket.IO with the heartbeat times of Lifeline. Any other WebSocket is plain: it
// greets, and answers `ping` with `pong`.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

import { Server } from "socket.io";
import { WebSocketServer } from "ws";

const [port, bundles] = process.argv.slice(2);

const page = (name) =>
  `<!doctype html><meta charset="utf-8"><title>${name}</title>
<link rel="icon" href="data:,"><script type="module" src="/${name}.js"></script>`;

const http = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  const script = /^\/([a-z.-]+)\.js$/.exec(pathname);
  response.setHeader("Content-Type", script ? "text/javascript" : "text/html");
  response.end(script ? await readFile(`${bundles}/${script[1]}.js`) : page(searchParams.get("client")));
});

new Server(http, {
  transports: ["websocket"],
  pingInterval: 10_000,
  pingTimeout: 4_000,
  cors: { origin: true },
});

const plain = new WebSocketServer({ noServer: true });
plain.on("connection", (socket) => {
  socket.send("hello");
  socket.on("message", (data) => String(data) === "ping" && socket.send("pong"));
  socket.on("error", () => {}); // a link that was cut is what is measured here
});
http.on("upgrade", (request, socket, head) => {
  if (request.url.startsWith("/socket.io/")) return;
  plain.handleUpgrade(request, socket, head, (accepted) => plain.emit("connection", accepted));
});

http.listen(Number(port), "127.0.0.1");
