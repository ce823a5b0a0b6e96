/** A panel that grows while it is read stays where its reader is. */

/** Nearer to the end than this is at the end. */
const NEAR = 24;

/** Whether the reader went to the very end, to see what comes. */
function atEnd(panel: HTMLElement): boolean {
  return panel.scrollTop > 0 && panel.scrollHeight - panel.scrollTop - panel.clientHeight < NEAR;
}

/** Whether the reader is past the beginning of a part of the panel. */
export function within(panel: Element | null | undefined, part: Element | null | undefined): boolean {
  if (!panel || !part || panel.scrollTop === 0) return false;
  return part.getBoundingClientRect().top < panel.getBoundingClientRect().top;
}

/**
 * To be called before a change is drawn; what it returns, after. Whoever is at the end sees what was added there, and
 * whoever reads in `part` keeps the lines before them, though something above it grew.
 */
export function hold(panel: HTMLElement, part: Element | null): () => void {
  const end = atEnd(panel);
  const top = part && within(panel, part) ? part.getBoundingClientRect().top : undefined;
  return () => {
    if (end) panel.scrollTop = panel.scrollHeight;
    else if (part && top !== undefined) panel.scrollTop += part.getBoundingClientRect().top - top;
  };
}
