import { describe, expect, it } from 'vitest'
import { advise, steady } from './coaching'
import { PATCH } from './vision/quality'
import type { Found } from './vision/yunet'

const WIDTH = 640
const HEIGHT = 480

/** A face from the front, `height` pixels tall, around a point. */
function face({ x = 320, y = 240, height = 240, nose = 0 } = {}): Found {
  const apart = height * 0.36
  const eyes = y - height * 0.08
  return {
    left: x - height * 0.38,
    top: y - height / 2,
    width: height * 0.76,
    height,
    points: [
      [x - apart / 2, eyes],
      [x + apart / 2, eyes],
      [x + nose * apart, eyes + 0.58 * apart],
      [x - apart / 2, eyes + apart],
      [x + apart / 2, eyes + apart],
    ],
    score: 0.9,
  }
}

/** Stripes, fine or broad, around a brightness. */
function patch(mean: number, stripe = 1): Float32Array {
  return Float32Array.from({ length: PATCH * PATCH }, (_, at) => mean + (Math.floor((at % PATCH) / stripe) % 2 ? 0.06 : -0.06))
}

const blurred = Float32Array.from({ length: PATCH * PATCH }, (_, at) => 0.5 + 0.2 * Math.sin((at % PATCH) / 12))
const say = (faces: Found[], grey = patch(0.5)) => advise(faces, WIDTH, HEIGHT, () => grey)

describe('advice', () => {
  it('calls a face that nothing is wrong with good', () => {
    expect(say([face()])).toBe('good')
  })

  it.each([
    ['no_face', []],
    ['several_faces', [face({ x: 200 }), face({ x: 460 })]],
    ['cut_off', [face({ x: 40 })]],
    ['too_far', [face({ height: 90 })]],
    ['too_near', [face({ height: 470 })]],
    ['off_centre', [face({ x: 480, height: 200 })]],
    ['turned_away', [face({ nose: 0.5 })]],
  ] as const)('%s', (advice, faces) => {
    expect(say([...faces])).toBe(advice)
  })

  it('knows light and blur from the face alone', () => {
    expect(say([face()], patch(0.08))).toBe('too_dark')
    expect(say([face()], patch(0.93))).toBe('too_bright')
    expect(say([face()], blurred)).toBe('blurred')
  })

  it('blames the dark for a face that cannot be seen in it', () => {
    expect(advise([], WIDTH, HEIGHT, () => null, 0.05)).toBe('too_dark')
    expect(advise([], WIDTH, HEIGHT, () => null, 0.5)).toBe('no_face')
  })

  it('lets small faces in the background be', () => {
    expect(say([face(), face({ x: 560, y: 80, height: 60 })])).toBe('good')
  })

  it('says nothing of light and blur that it could not measure', () => {
    expect(advise([face()], WIDTH, HEIGHT, () => null)).toBe('good')
  })
})

it('changes what it says when the same was seen twice', () => {
  const first = steady({ shown: null, last: null }, 'no_face')
  expect(first.shown).toBe('no_face')
  const flicker = steady(first, 'good')
  expect(flicker.shown).toBe('no_face')
  expect(steady(flicker, 'good').shown).toBe('good')
})
