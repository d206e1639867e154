/** A scrolled list that stays where its reader is, whatever is added above or below. */

// So near the end counts as being there: a line's height.
const NEAR_PX = 32;

export class Scroll {
  /** @type {HTMLElement} */
  #box;
  /** @type {HTMLElement} */
  #content;
  #atEnd = true;
  /** @type {number} the box's height when last looked at, in px */
  #height = 0;

  /**
   * @param {HTMLElement} box what scrolls
   * @param {HTMLElement} content what is scrolled
   */
  constructor(box, content) {
    this.#box = box;
    this.#content = content;
    box.addEventListener('scroll', () => this.#look(), { passive: true });
    const observer = new ResizeObserver(() => this.#resized());
    observer.observe(box);
    observer.observe(content);
  }

  /** Whether the end is in view; so it stays, then, when something is added. */
  get atEnd() {
    return this.#atEnd;
  }

  /** Whether the reader is less than a screen from the beginning of what is there. */
  get nearStart() {
    return this.#box.scrollTop < this.#box.clientHeight;
  }

  toEnd() {
    this.#atEnd = true;
    this.#box.scrollTop = this.#box.scrollHeight;
  }

  /**
   * Run `change`; what the reader looks at stays where it is.
   * @param {() => void} change
   */
  keep(change) {
    const anchor = this.#atEnd ? undefined : this.#firstInView();
    const before = anchor?.getBoundingClientRect().top ?? 0;
    change();
    if (this.#atEnd) this.toEnd();
    else if (anchor?.isConnected) {
      this.#box.scrollTop += anchor.getBoundingClientRect().top - before;
    }
  }

  #firstInView() {
    const top = this.#box.getBoundingClientRect().top;
    return [...this.#content.querySelectorAll('[data-id]')].find(
      (element) => element.getBoundingClientRect().bottom > top,
    );
  }

  #look() {
    // A box that has just grown or shrunk scrolls by itself; that is nobody's wish.
    if (this.#box.clientHeight !== this.#height) return;
    const below = this.#box.scrollHeight - this.#box.scrollTop - this.#box.clientHeight;
    this.#atEnd = below < NEAR_PX;
  }

  #resized() {
    this.#height = this.#box.clientHeight;
    if (this.#atEnd) this.toEnd();
  }
}
