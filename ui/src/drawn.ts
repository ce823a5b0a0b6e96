/** Frames may wait for something to move; whoever waits for them must not wait that long. */
const LONGEST = 200;

/** Resolves once what has changed is on the screen: in the first frame it is drawn, in the second it has been. */
export function drawn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, LONGEST);
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
}
