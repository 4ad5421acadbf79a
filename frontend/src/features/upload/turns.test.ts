import { expect, it } from 'vitest'
import { inTurns } from './turns'

/** Keeps the thread as long as a slow disk does. */
function read(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

it('lets the page answer in between, however slow each thing is, and leaves none out', async () => {
  let answered = 0
  const clock = setInterval(() => (answered += 1), 1)
  const done: number[] = []
  const answers: number[] = []
  for await (const thing of inTurns(Array.from({ length: 20 }, (_, at) => at))) {
    read(5)
    done.push(thing)
    answers.push(answered)
  }
  clearInterval(clock)
  expect(done).toEqual(Array.from({ length: 20 }, (_, at) => at))
  // Of three things that take five milliseconds each, no three are in one turn.
  const longest = Math.max(...answers.map((one) => answers.filter((other) => other === one).length))
  expect(longest).toBeLessThanOrEqual(3)
})

it('does nothing before the page has answered what it began in', async () => {
  const done: number[] = []
  const all = (async () => {
    for await (const thing of inTurns([1, 2])) done.push(thing)
  })()
  await Promise.resolve()
  expect(done).toEqual([])
  await all
  expect(done).toEqual([1, 2])
})
