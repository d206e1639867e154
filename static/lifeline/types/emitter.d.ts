/**
 * Calls what is not ours. Where it throws, the page's own error handling sees it (window.onerror),
 * the caller does not.
 * @param {() => void} call
 */
export function guarded(call: () => void): void;
/** @param {unknown} error */
export function report(error: unknown): void;
/**
 * Several listeners per event, removable, and none can stop another. An EventTarget: each event is a
 * CustomEvent whose `detail` is what `on` hands to its listeners.
 *
 * @template {Record<string, any>} Events  event name → what listeners are given
 */
export class Emitter<Events extends Record<string, any>> extends EventTarget {
    constructor();
    /**
     * @template {keyof Events & string} Name
     * @param {Name} name
     * @param {(detail: Events[Name]) => void} listener
     * @param {{ signal?: AbortSignal }} [options]  An aborted signal removes the listener.
     * @returns {() => void} removes the listener; calling it again does nothing
     */
    on<Name extends keyof Events & string>(name: Name, listener: (detail: Events[Name]) => void, { signal }?: {
        signal?: AbortSignal;
    }): () => void;
    /**
     * @template {keyof Events & string} Name
     * @param {Name} name
     * @param {Events[Name]} detail
     */
    emit<Name extends keyof Events & string>(name: Name, detail: Events[Name]): void;
    /** Removes every listener that `on` added. */
    clear(): void;
    #private;
}
