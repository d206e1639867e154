/**
 * Where WebSocket does not get through, on by HTTP, and back as soon as it does. Only for servers
 * that speak Lifeline's own protocol.
 *
 * @example
 * new Link({ url, fallback: httpFallback({ stream: '/chat/stream/', frames: '/chat/frames/' }) });
 *
 * @param {sockets.HttpSocketOptions} options
 */
export function httpFallback(options: sockets.HttpSocketOptions): (link: import("./options.js").DetourOptions) => import("./options.js").Detour;
import * as sockets from './http-socket.js';
