/** Numbers as the report writes them: percentages to what can be told apart, "under" where there is nothing to tell. */

/** An estimate with what it rests on. */
export interface Estimate {
  probability: number;
  interval: { low: number; high: number } | null;
  n?: number;
  monte_carlo_error?: number;
}

/** A probability in per cent: one decimal below ten, whole above, and never a false 0 or 100. */
export function percent(probability: number | null | undefined): string {
  if (probability === null || probability === undefined || Number.isNaN(probability)) return "not known";
  const hundred = 100 * probability;
  if (hundred === 0 || hundred === 100) return `${hundred} %`;
  if (hundred > 0 && hundred < 0.05) return "under 0.1 %";
  if (hundred < 100 && hundred > 99.95) return "over 99.9 %";
  return hundred < 10 || hundred > 90 ? `${hundred.toFixed(1)} %` : `${hundred.toFixed(0)} %`;
}

/** An interval in per cent; nothing where there is none. */
export function range(interval: { low: number; high: number } | null | undefined): string {
  if (!interval) return "no interval";
  return `${percent(interval.low).replace(" %", "")} to ${percent(interval.high)}`;
}

/** A number of a scale that is no probability. */
export function plain(value: number | null | undefined, digits = 2): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "not known";
  return String(Number(value.toFixed(digits)));
}

/** Years since 1970 of a day, also of a year or a month alone. */
export function years(day: string): number {
  const [year = "0", month = "1", date = "1"] = day.split("-");
  return Date.UTC(Number(year), Number(month) - 1, Number(date)) / (365.25 * 86_400_000) + 1970;
}

/** A number to three digits that count. */
export function significant(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** A number of an axis: millions and more in words. */
export function short(value: number): string {
  return Math.abs(value) >= 10_000 ? new Intl.NumberFormat("en", { notation: "compact" }).format(value) : String(value);
}
