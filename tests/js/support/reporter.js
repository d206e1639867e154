import { inspect } from 'node:util';

/**
 * What `npm test` says: every failure whole, with what its file printed to stderr (why it could not
 * be loaded, for one, which Node's own `dot` leaves out), and at the end one line.
 *
 * @param {AsyncIterable<{ type: string, data: any }>} events  https://nodejs.org/api/test.html#class-testsstream
 */
export default async function* brief(events) {
  const printed = new Map();
  const totals = [];
  for await (const { type, data } of events) {
    if (type === 'test:stderr') printed.set(data.file, (printed.get(data.file) ?? '') + data.message);
    else if (type === 'test:fail') yield failure(data) + take(printed, data.file);
    // 'tests 630', 'pass 630', 'fail 0' …
    else if (type === 'test:diagnostic' && /^\w+ [1-9][\d.]*$/.test(data.message)) totals.push(data.message);
  }
  yield `${totals.join(', ')}\n`;
}

function failure({ name, file, line, details: { error } }) {
  return `✖ ${name} (${file}:${line})\n${inspect(error.cause ?? error)}\n`;
}

function take(printed, file) {
  const text = printed.get(file) ?? '';
  printed.delete(file);
  return `${text}\n`;
}
