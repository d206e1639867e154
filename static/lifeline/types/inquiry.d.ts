/**
 * What a Link takes as `diagnose`.
 *
 * @param {Question} question
 * @returns {(link: settings.InquiryOptions) => settings.Inquiry}
 */
export function diagnosisBy(question: Question): (link: settings.InquiryOptions) => settings.Inquiry;
/**
 * Answers once, and is asked again for the next answer; rejects when aborted.
 */
export type Question = (signal: AbortSignal) => Promise<settings.Diagnosis>;
import * as settings from './options.js';
