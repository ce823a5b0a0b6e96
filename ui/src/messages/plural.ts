/** Numbers in words: which form a language uses for a count, and how it writes it. */

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** In every form `#` stands for the number. */
export function counting(locale: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(locale);
  const digits = new Intl.NumberFormat(locale);
  return (count, forms) => (forms[rules.select(count)] ?? forms.other).replace("#", digits.format(count));
}

/** Bytes, durations, times and rates as a language writes them. */
export function measuring(locale: string) {
  const unit = (
    value: number,
    unit: string,
    digits: number,
    unitDisplay: "short" | "narrow" | "long" = "short",
  ) =>
    new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay, maximumFractionDigits: digits }).format(
      value,
    );
  const day = new Intl.DateTimeFormat(locale, { year: "numeric", month: "short", day: "numeric" });
  const time = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
  const near = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric" });
  const exact = new Intl.DateTimeFormat(locale, {
    ...{ year: "numeric", month: "short", day: "numeric" },
    ...{ hour: "numeric", minute: "2-digit" },
  });
  const lately = new Intl.DateTimeFormat(locale, {
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
  });
  return {
    bytes: (bytes: number) => {
      if (bytes < 1e3) return unit(bytes, "byte", 0, "long");
      if (bytes >= 1e9) return unit(bytes / 1e9, "gigabyte", 1);
      return bytes >= 1e6 ? unit(bytes / 1e6, "megabyte", 0) : unit(bytes / 1e3, "kilobyte", 0);
    },
    duration: (ms: number) => {
      if (ms < 10_000) return unit(ms / 1000, "second", 1, "narrow");
      return ms < 90_000
        ? unit(Math.round(ms / 1000), "second", 0, "narrow")
        : unit(Math.round(ms / 60_000), "minute", 0);
    },
    number: (value: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value),
    percent: (share: number) => new Intl.NumberFormat(locale, { style: "percent" }).format(share),
    moment: (date: Date, now: Date) => {
      if (date.toDateString() === now.toDateString()) return time.format(date);
      return date.getFullYear() === now.getFullYear() ? near.format(date) : day.format(date);
    },
    /** To the minute, for what is a few days old at most. */
    minute: (date: Date, now: Date) =>
      (date.toDateString() === now.toDateString() ? time : lately).format(date),
    day: (date: Date) => day.format(date),
    /** The day of an ISO date; what is none, as it is. */
    date: (iso: string) => {
      const [, year, month, date] = (/^(\d{4})-(\d\d)-(\d\d)/.exec(iso) ?? []).map(Number);
      return year && month && date ? day.format(new Date(year, month - 1, date)) : iso;
    },
    /** A place in a recording, or a time of day: hours, minutes and seconds. */
    clock: (seconds: number) =>
      [seconds / 3600, (seconds / 60) % 60, seconds % 60]
        .map((part) => String(Math.floor(part)).padStart(2, "0"))
        .join(":"),
    full: (date: Date) => exact.format(date),
  };
}
