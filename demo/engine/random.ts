/**
 * Chance that repeats: a small seeded generator (sfc32) and the distributions that the simulation draws from.
 * Shape: a seed is any list of texts and numbers; equal seeds give equal sequences on every machine.
 * Units: whatever the caller's median or mean is in.
 * Source: sfc32 is from PractRand (Chris Doty-Humphrey, public domain); the seed is stirred with FNV-1a and fmix32 (MurmurHash3).
 */
export interface Random {
  /** 0 <= x < 1. */
  next(): number;
  /** 32 random bits, as an unsigned number. */
  bits(): number;
}

/** 32 bits that stand for these parts. */
export function hashOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    const text = `${part}\u0000`;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A fresh sequence for this seed. */
export function randomOf(...seed: readonly (string | number)[]): Random {
  let a = hashOf("a", ...seed) | 0;
  let b = hashOf("b", ...seed) | 0;
  let c = hashOf("c", ...seed) | 0;
  let counter = 1;
  const bits = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) bits();
  return { bits, next: () => bits() / 4_294_967_296 };
}

/** Time to the next arrival of a Poisson process with this mean distance. */
export function exponential(random: Random, mean: number): number {
  return -Math.log(1 - random.next()) * mean;
}

/** Lengths of real work: half lie below the median, and `spread` (standard deviation of the logarithm) makes the tail. */
export function lognormal(random: Random, median: number, spread: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  return median * Math.exp(spread * radius * Math.cos(2 * Math.PI * random.next()));
}

/** One of these, each as likely as its weight. The list must not be empty. */
export function pick<T extends { readonly weight: number }>(random: Random, choices: readonly T[]): T {
  const total = choices.reduce((sum, choice) => sum + choice.weight, 0);
  let rest = random.next() * total;
  for (const choice of choices) {
    rest -= choice.weight;
    if (rest < 0) return choice;
  }
  const last = choices[choices.length - 1];
  if (!last) throw new Error("pick needs at least one choice");
  return last;
}

/** `length` hexadecimal digits that stand for these parts. */
export function hexOf(length: number, ...parts: readonly (string | number)[]): string {
  let text = "";
  for (let i = 0; text.length < length; i++)
    text += hashOf(...parts, i)
      .toString(16)
      .padStart(8, "0");
  return text.slice(0, length);
}
