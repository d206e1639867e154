const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Lets everything happen that needs no time: promises, and IndexedDB (which takes a few turns). */
export async function settle() {
  for (let turns = 0; turns < 25; turns += 1) await turn();
}

/** Turns until it is true; a dead-line in turns, not in time. */
export async function until(condition, what = condition.toString()) {
  for (let turns = 0; turns < 2_000; turns += 1) {
    if (condition()) return;
    await turn();
  }
  throw new Error(`never: ${what}`);
}
