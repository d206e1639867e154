/** Draws once for a burst of changes: before the browser paints, and in a hidden tab not at all. */
export class Redraw {
  #draw;
  #due = false;

  /** @param {() => void} draw */
  constructor(draw) {
    this.#draw = draw;
  }

  /** What is on the screen is not what there is. */
  get due() {
    return this.#due;
  }

  request() {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#draw();
    });
  }
}
