/** How far back the list goes. */

export type Span = "all" | "today" | "week" | "month";

const DAY = 24 * 60 * 60 * 1000;

/** The time it begins at, as the host reads it. */
export function since(span: Span, now = new Date()): string | null {
  if (span === "all") return null;
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  if (span === "today") return midnight.toISOString();
  return new Date(now.getTime() - (span === "week" ? 7 : 30) * DAY).toISOString();
}
