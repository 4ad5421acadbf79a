/** Longest that one turn may keep the page from answering: half of what a frame of the screen takes. */
const TURN_MS = 8

/**
 * Goes through things for a few milliseconds at a time, however long each takes; the page answers in between, and before
 * the first: the browser may have needed its own time for what was dropped.
 */
export async function* inTurns<Thing>(things: Iterable<Thing>): AsyncGenerator<Thing> {
  let until = performance.now()
  for (const thing of things) {
    if (performance.now() >= until) {
      await new Promise((go) => setTimeout(go))
      until = performance.now() + TURN_MS
    }
    yield thing
  }
}
