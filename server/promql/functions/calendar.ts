/**
 * The UTC calendar of an instant in Unix seconds, proleptic Gregorian, also beyond the years that JavaScript's Date covers.
 * NaN in every part for what is no instant. Fractions of a second are cut off.
 * Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (civil_from_days): years begin in March there, so that the
 * leap day is the last of its year, and an era is 400 years or 146,097 days.
 */
export interface DateParts {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly dayOfYear: number;
  readonly daysInMonth: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const SECONDS_A_DAY = 86_400;
const DAYS_AN_ERA = 146_097;
/** From 0000-03-01 to 1970-01-01. */
const DAYS_TO_UNIX = 719_468;

export function dateParts(unixSeconds: number): DateParts {
  const seconds = Math.trunc(unixSeconds);
  const days = Math.floor(seconds / SECONDS_A_DAY);
  const ofDay = seconds - days * SECONDS_A_DAY;
  const marchDays = days + DAYS_TO_UNIX;
  const era = Math.floor(marchDays / DAYS_AN_ERA);
  const dayOfEra = marchDays - era * DAYS_AN_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfMarchYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfMarchYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return {
    year,
    month,
    day: dayOfMarchYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
    dayOfYear: days - dayNumber(year) + 1,
    daysInMonth: month === 2 && isLeap(year) ? 29 : (MONTH_DAYS[month - 1] ?? Number.NaN),
    weekday: (((days + 4) % 7) + 7) % 7,
    hour: Math.floor(ofDay / 3600),
    minute: Math.floor((ofDay % 3600) / 60),
  };
}

const isLeap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Days from 1970-01-01 to the first of January of a year. */
function dayNumber(year: number): number {
  const before = year - 1;
  return 365 * before + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 719_162;
}
