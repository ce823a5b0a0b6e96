/** Resolves once what has changed is on the screen: in the first frame it is drawn, in the second it has been. */
export function drawn(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
}
