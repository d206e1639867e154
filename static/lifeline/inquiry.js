import { report } from './emitter.js';
import * as settings from './options.js';

/**
 * Answers once, and is asked again for the next answer; rejects when aborted.
 *
 * @typedef {(signal: AbortSignal) => Promise<settings.Diagnosis>} Question
 */

/** A server in trouble is not asked more often than this. */
const EVERY_MS = 10_000;

/**
 * What a Link takes as `diagnose`.
 *
 * @param {Question} question
 * @returns {(link: settings.InquiryOptions) => settings.Inquiry}
 */
export function diagnosisBy(question) {
  return (link) => new Inquiry(question, link);
}

/** Asks why a try never opened; one question at a time, throttled, and forgotten once a socket opens. */
class Inquiry {
  #clock;
  #question;
  #found;
  /** @type {AbortController | null} */
  #asking = null;
  #askedAt = -Infinity;
  /** The last answer; a new failure within EVERY_MS has the same. @type {settings.Diagnosis | null} */
  #last = null;

  /** @param {Question} question @param {settings.InquiryOptions} link */
  constructor(question, { clock, found }) {
    this.#clock = clock;
    this.#question = question;
    this.#found = found;
  }

  /** A try never opened. */
  ask() {
    if (this.#asking) return;
    if (this.#clock.now() - this.#askedAt >= EVERY_MS) void this.#inquire();
    // Only this finding counts how often it is made; whatever else was said then is being obeyed.
    else if (this.#last?.finding === 'blocked') this.#found(this.#last);
  }

  /** A socket has opened, or nobody wants to know any more. */
  stop() {
    this.#asking?.abort();
    this.#asking = null;
    this.#last = null;
  }

  async #inquire() {
    const asking = new AbortController();
    this.#asking = asking;
    this.#askedAt = this.#clock.now();
    this.#last = null;
    const diagnosis = await this.#answer(asking.signal);
    if (this.#asking !== asking) return;
    this.#asking = null;
    this.#last = diagnosis;
    if (diagnosis) this.#found(diagnosis);
  }

  /** @param {AbortSignal} signal @returns {Promise<settings.Diagnosis | null>} */
  async #answer(signal) {
    try {
      return await this.#question(signal);
    } catch (error) {
      if (!signal.aborted) report(error);
      return null;
    }
  }
}
