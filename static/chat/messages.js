import * as frames from './frames.js';

/**
 * The message a post begins as.
 * @param {frames.Event} post
 * @returns {frames.Message}
 */
export function messageOf({ seq, id, by, at, body, html, reply_to, files, erased }) {
  const content = erased ? { erased } : { body, html, ...(files && { files }) };
  return { seq, id, by, at, ...(reply_to && { reply_to }), ...content };
}

/**
 * A message with one more event applied. Pure: the same object where the event changes nothing.
 * @param {frames.Message} message
 * @param {frames.Event} event  edit, delete, react, or erased: somebody deleted their account; any
 *   other kind changes no message
 * @returns {frames.Message}
 */
export function applied(message, event) {
  if (event.kind === 'erased') return byErased(message, event.who);
  if (event.of?.seq !== message.seq || event.of.id !== message.id) return message;
  switch (event.kind) {
    case 'edit':
      return edited(message, event);
    case 'delete':
      return erased(message);
    case 'react':
      return reacted(message, event);
    default:
      return message;
  }
}

/**
 * An edit of what is erased by now is replayed without its text.
 * @param {frames.Message} message @param {frames.Event} event
 */
function edited(message, { at, body, html, erased: textGone }) {
  return textGone || message.erased ? message : { ...message, body, html, edited: at };
}

/**
 * @param {frames.Message} message
 * @returns {frames.Message}
 */
function erased({ body: _body, html: _html, files: _files, edited: _edited, ...rest }) {
  return { ...rest, erased: true };
}

/**
 * The account is deleted: with the text goes the name, wherever it stands.
 * @param {frames.Message} message @param {frames.Person | undefined} who
 * @returns {frames.Message}
 */
function byErased(message, who) {
  if (!who) return message;
  const renamed = withReactionsBy(message, who);
  return who.id === message.by.id ? { ...erased(renamed), by: who } : renamed;
}

/**
 * @param {frames.Message} message @param {frames.Person} who
 * @returns {frames.Message}
 */
function withReactionsBy(message, who) {
  const all = Object.entries(message.reactions ?? {});
  if (!all.some(([, people]) => people.some(({ id }) => id === who.id))) return message;
  const renamed = all.map(([emoji, people]) => [emoji, people.map((one) => (one.id === who.id ? who : one))]);
  return { ...message, reactions: Object.fromEntries(renamed) };
}

/**
 * @param {frames.Message} message @param {frames.Event} event
 * @returns {frames.Message}
 */
function reacted(message, { by, emoji = '', on }) {
  const { reactions = {}, ...rest } = message;
  const { [emoji]: people = [], ...others } = reactions;
  const without = people.filter((person) => person.id !== by.id);
  const now = on ? [...without, by] : without;
  const all = now.length ? { ...others, [emoji]: now } : others;
  return Object.keys(all).length ? { ...rest, reactions: all } : rest;
}
