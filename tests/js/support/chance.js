/**
 * Random numbers that are the same for the same seed (mulberry32).
 * @param {number} seed
 */
export function chance(seed) {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n) => Math.floor(random() * n);
  const pick = (all) => all[below(all.length)];
  return { random, below, pick };
}
