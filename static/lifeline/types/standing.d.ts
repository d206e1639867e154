/** How things stand: the status, and the past that explains it. */
export class Standing {
    /**
     * @param {object} options
     * @param {() => number} options.failures  tries in a row that led to no stable link
     * @param {(ending: endings.Ending) => void} options.close
     * @param {(status: statuses.Status) => void} options.state
     */
    constructor({ failures, ...listener }: {
        failures: () => number;
        close: (ending: endings.Ending) => void;
        state: (status: statuses.Status) => void;
    });
    /** A new object for every change. @type {statuses.Status} */
    status: statuses.Status;
    /** How the last link or try ended. @type {endings.Ending | null} */
    lastEnding: endings.Ending | null;
    /** Why no try has got through of late. @type {settings.Diagnosis | null} */
    finding: settings.Diagnosis | null;
    /**
     * A state that what happened before explains.
     * @param {statuses.State} state @param {Partial<statuses.Status>} [more]
     * @param {endings.Ending | null} [ending]  what led to it, and has not been told yet
     * @returns {boolean} false: a listener has done something else meanwhile
     */
    turn(state: statuses.State, more?: Partial<statuses.Status>, ending?: endings.Ending | null): boolean;
    /**
     * The new status stands before anybody hears of the ending.
     * @param {statuses.Status} status @param {endings.Ending | null} [ending]
     * @returns {boolean} see turn
     */
    become(status: statuses.Status, ending?: endings.Ending | null): boolean;
    /** What was found since the last ending, while nothing else has changed. */
    explain(): void;
    #private;
}
import * as statuses from './status.js';
import * as endings from './ending.js';
import * as settings from './options.js';
