/**
 * What the browser says about page and network. None of it is believed: it only makes the link
 * look for itself. Nothing is closed in `pagehide`, and there is no `unload` listener: the browser
 * says 1001 by itself when a page is left, and may keep the page for the way back (bfcache).
 *
 * @typedef {object} PageListener
 * @property {() => void} wake  Somebody may be looking again, or the network may be back.
 * @property {() => void} age  What we know is about to get old; let no verdict rest on it.
 * @property {(online: boolean) => void} network  What the browser believes about the network.
 *
 * @typedef {object} Page  what is needed of `globalThis` in a page
 * @property {EventTarget} window
 * @property {EventTarget & { visibilityState: string }} document
 * @property {{ onLine: boolean }} navigator
 */
/** @returns {Page | null} null where there is no page (workers, Node) */
export function currentPage(): Page | null;
/**
 * @param {Page | null} page
 * @param {PageListener} listener
 * @returns {() => void} removes every listener
 */
export function watchPage(page: Page | null, listener: PageListener): () => void;
/**
 * What the browser says about page and network. None of it is believed: it only makes the link
 * look for itself. Nothing is closed in `pagehide`, and there is no `unload` listener: the browser
 * says 1001 by itself when a page is left, and may keep the page for the way back (bfcache).
 */
export type PageListener = {
    /**
     * Somebody may be looking again, or the network may be back.
     */
    wake: () => void;
    /**
     * What we know is about to get old; let no verdict rest on it.
     */
    age: () => void;
    /**
     * What the browser believes about the network.
     */
    network: (online: boolean) => void;
};
/**
 * what is needed of `globalThis` in a page
 */
export type Page = {
    window: EventTarget;
    document: EventTarget & {
        visibilityState: string;
    };
    navigator: {
        onLine: boolean;
    };
};
