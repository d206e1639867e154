/** The server said a final no, or would: `code` as in docs/protocol.md, `message` for people. */
export class Refusal extends Error {
  /** @param {string} code @param {string} [detail] */
  constructor(code, detail = code) {
    super(detail);
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail;
  }
}
