import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { halfFloat, YuNet } from './yunet'

const bytes = readFileSync(join(import.meta.dirname, 'yunet.bin'))
const net = new YuNet(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))

/** A pattern that anybody can draw again, in RGBA. */
function pattern(columns: number, rows: number): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(columns * rows * 4)
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++)
      pixels.set([(x * 7 + y * 13) % 256, (x * 3 + y * 5 + 60) % 256, (x * 11 + y * 2 + 120) % 256, 255], (y * columns + x) * 4)
  return pixels
}

const sum = (values: Float32Array) => values.reduce((total, value) => total + Math.abs(value), 0)

describe('YuNet', () => {
  it('says of a pattern what ONNX Runtime says of it with the same network', () => {
    const [fine, middle, coarse] = net.levels(pattern(96, 64), 96, 64)
    // Sums of absolute outputs of bbox and kps, by onnxruntime 1.27 on yunet_n_dynamic.onnx; half floats round by a thousandth.
    const expected = [
      [fine, 370.635, 622.449],
      [middle, 83.218, 204.02],
      [coarse, 15.307, 30.487],
    ] as const
    for (const [heads, boxes, points] of expected) {
      expect(Math.abs(sum(heads?.[1]?.values ?? new Float32Array()) / boxes - 1)).toBeLessThan(0.005)
      expect(Math.abs(sum(heads?.[3]?.values ?? new Float32Array()) / points - 1)).toBeLessThan(0.005)
    }
  })

  it('finds nobody in a pattern', () => {
    expect(net.detect(pattern(160, 128), 160, 128)).toEqual([])
  })
})

it('reads half floats', () => {
  expect([0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff].map(halfFloat)).toEqual([1, -2, 0.333251953125, 2 ** -24, 65504])
})
