/** Which way the next dial goes: by WebSocket, or, where that does not get through, by the fallback. */
export class Transports {
    /** @param {{ WebSocket?: unknown, fallback?: unknown }} options  those there are */
    constructor({ WebSocket, fallback }: {
        WebSocket?: unknown;
        fallback?: unknown;
    });
    only: boolean;
    /** null: there is none. */
    get current(): "websocket" | "http" | null;
    /** It got through. */
    works(): void;
    /** WebSocket got through on the side. */
    back(): void;
    /**
     * It did not get through.
     * @returns {'again' | 'stuck' | 'changed'} stuck: often enough to say so; changed: so the other way now
     */
    failed(): "again" | "stuck" | "changed";
    #private;
}
