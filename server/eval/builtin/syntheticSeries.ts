/**
 * Series made up minute by minute, as text of promqltest: seven usual hours are enough for every rule that compares with what is usual.
 * What changes, changes after six of them.
 */
export const MINUTES = 420;
/** From here on things are otherwise. */
export const CHANGE = 360;

const minutes = Array.from({ length: MINUTES + 1 }, (_, minute) => minute);
const line = (series: string, valueAt: (minute: number) => string) => `${series} ${minutes.map(valueAt).join(" ")}`;

/** Grows by so much a minute, otherwise after the change; null: no samples from then on. */
export function counter(series: string, perMinute: number, after: number | null = perMinute): string {
  return line(series, (minute) => {
    if (minute <= CHANGE) return String(minute * perMinute);
    return after === null ? "_" : String(CHANGE * perMinute + (minute - CHANGE) * after);
  });
}

/** As `counter`, but for an incident that lasted so many minutes and ended an hour and a half before the change. */
export function counterWithIncident(
  series: string,
  { usual, incident, after, minutes: lasted }: { usual: number; incident: number; after: number; minutes: number },
): string {
  const until = CHANGE - 90;
  const rateAt = (minute: number) =>
    minute > CHANGE ? after : minute > until - lasted && minute <= until ? incident : usual;
  let sum = 0;
  return line(series, (minute) => {
    if (minute > 0) sum += rateAt(minute);
    return String(sum);
  });
}

/** So much, otherwise after the change. */
export function gauge(series: string, value: number, after: number | null = value): string {
  return line(series, (minute) => (minute <= CHANGE ? String(value) : after === null ? "_" : String(after)));
}

/** Changes by so much a minute from the beginning. */
export function slope(series: string, start: number, perMinute: number): string {
  return line(series, (minute) => String(start + minute * perMinute));
}

/** So much more after each of these minutes. */
export function steps(series: string, at: readonly number[]): string {
  return line(series, (minute) => String(at.filter((one) => one <= minute).length));
}

/** `perMinute` requests a minute of some 50 ms, some 1.5 s after the change, and in an incident of two hours that ended before it. */
export function durations(series: string, perMinute: number, isSlowAfter: boolean, hadIncident = false): string {
  return line(series, (minute) => {
    const slowMinutes = isSlowAfter ? Math.max(0, minute - CHANGE) : 0;
    const incidentMinutes = hadIncident ? Math.min(120, Math.max(0, minute - (CHANGE - 210))) : 0;
    const slow = (slowMinutes + incidentMinutes) * perMinute;
    const quick = minute * perMinute - slow;
    const count = quick + slow;
    return `{{schema:0,count:${count},sum:${quick * 0.05 + slow * 1.5},offset:-4,buckets:[${quick} 0 0 0 0 ${slow}]}}`.replaceAll(
      ",",
      " ",
    );
  });
}

/** The same, but begun an hour before the end. */
export function young(text: string): string {
  const end = text.lastIndexOf("}") + 1;
  const values = text.slice(end).trim().split(" ");
  return [text.slice(0, end), ...values.map((value, minute) => (minute < MINUTES - 70 ? "_" : value))].join(" ");
}
