// By hand: what stands in no module. The rest is made from the JSDoc (scripts/types.js).
export * from './types/index.js';
export type { BackoffOptions } from './types/backoff.js';
export type { Dialect, Frame } from './types/dialect.js';
export type { Cause, Ending } from './types/ending.js';
export type { HeartbeatOptions } from './types/heartbeat.js';
export type { LinkEvents, LinkOptions, State, Status } from './types/link.js';
export type { Diagnosis, Finding, Transport } from './types/options.js';
export type { Preset } from './types/presets.js';

type Options = boolean | AddEventListenerOptions;

/** The value of an event is its `detail`. */
declare module './types/emitter.js' {
  interface Emitter<Events extends Record<string, any>> {
    addEventListener<Name extends keyof Events & string>(name: Name, listener: (event: CustomEvent<Events[Name]>) => void, options?: Options): void;
    addEventListener(name: string, listener: EventListenerOrEventListenerObject | null, options?: Options): void;
    removeEventListener<Name extends keyof Events & string>(name: Name, listener: (event: CustomEvent<Events[Name]>) => void, options?: Options): void;
    removeEventListener(name: string, listener: EventListenerOrEventListenerObject | null, options?: Options): void;
  }
}
