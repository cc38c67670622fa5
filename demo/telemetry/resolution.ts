/**
 * In which steps real sources count, so that values have the digits of real ones: clocks whole nanoseconds, kernels pages of memory
 * and hundredths of a second, Go and V8 words of 8 bytes. Ratios of two such counts are as crooked as they come.
 */

const PAGE = 4096;
const WORD = 8;

/** Memory as kernels tell it: whole pages. */
export const pages = (bytes: number): number => PAGE * Math.round(bytes / PAGE);

/** Memory as runtimes tell it: whole words. */
export const words = (bytes: number): number => WORD * Math.round(bytes / WORD);

/** A time measured in whole nanoseconds, in seconds. */
export const nanoSeconds = (ms: number): number => Math.round(ms * 1e6) / 1e9;

/** Processors in use as Kubernetes measures them: whole billionths. */
export const nanoCores = (cores: number): number => Math.round(cores * 1e9) / 1e9;

/** As /proc/loadavg has it. */
export const hundredths = (value: number): number => Math.round(value * 100) / 100;
