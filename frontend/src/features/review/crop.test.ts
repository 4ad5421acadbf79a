import { expect, it } from 'vitest'
import { cropAround, cutoutOf, sideFor } from './crop'

it('puts the face into the middle of the frame', () => {
  const crop = cropAround({ left: 0.4, top: 0.4, width: 0.1, height: 0.2 }, 2, 0.5)
  // The face is 0.2 heights wide and high, the frame twice that: the photo is five frames wide, two and a half high.
  expect(crop.width).toBeCloseTo(500)
  expect(crop.height).toBeCloseTo(250)
  expect(crop.left).toBeCloseTo(-(0.9 - 0.2) * 250)
  expect(crop.top).toBeCloseTo(-(0.5 - 0.2) * 250)
})

it('stays inside the photo', () => {
  const crop = cropAround({ left: -0.02, top: 0.85, width: 0.1, height: 0.2 }, 1.5)
  expect(crop.left).toBeCloseTo(0)
  expect(crop.top + crop.height).toBeCloseTo(100)
})

it('shows the whole photo around a face as large as it', () => {
  const crop = cropAround({ left: 0, top: 0, width: 1, height: 1 }, 0.5)
  expect([crop.left, crop.top + 0, crop.width, crop.height]).toEqual([25, 0, 50, 100])
})

it('leaves no band beside a photo that is larger than the face', () => {
  for (const ratio of [0.6, 1, 1.8]) {
    const crop = cropAround({ left: 0.2, top: 0.1, width: Math.min(0.75 / ratio, 0.75), height: Math.min(0.75, 0.75 * ratio) }, ratio)
    expect(Math.min(crop.width, crop.height)).toBeCloseTo(100)
    expect(Math.max(crop.left, crop.top)).toBeLessThan(0.001)
    expect(Math.min(crop.left + crop.width, crop.top + crop.height)).toBeGreaterThan(99.999)
  }
})

it('keeps the shape of the photo', () => {
  const crop = cropAround({ left: 0.2, top: 0.3, width: 0.05, height: 0.1 }, 1.5)
  expect(crop.width / crop.height).toBeCloseTo(1.5)
})

it('asks for larger previews for smaller faces', () => {
  const small = sideFor({ left: 0.5, top: 0.5, width: 0.02, height: 0.03 }, 1.5, 200)
  const large = sideFor({ left: 0.3, top: 0.3, width: 0.3, height: 0.4 }, 1.5, 200)
  expect(small).toBeGreaterThan(2560)
  expect(large).toBeLessThan(640)
})

it('has the server cut out what the frame shows, and puts it where the photo would be', () => {
  const ratio = 1.5
  const crop = cropAround({ left: 0.2, top: 0.3, width: 0.05, height: 0.1 }, ratio)
  const { src, place } = cutoutOf('/api/v1/photos/1/preview/1280?v=abc', crop, 100)
  const [path, query] = src.split('?')
  const asked = new URLSearchParams(query)
  expect(path).toBe('/api/v1/photos/1/preview/1280/part')
  expect([asked.get('v'), asked.get('side')]).toEqual(['abc', '128'])
  // A square of the photo, around the face.
  expect(Number(asked.get('width')) * ratio).toBeCloseTo(Number(asked.get('height')), 3)
  expect(Number(asked.get('left')) + Number(asked.get('width')) / 2).toBeCloseTo(0.225, 3)
  expect(Number(asked.get('top')) + Number(asked.get('height')) / 2).toBeCloseTo(0.35, 3)
  for (const [name, percent] of Object.entries({ left: 0, top: 0, width: 100, height: 100 })) {
    expect(place[name as keyof typeof place]).toBeCloseTo(percent)
  }
})

it('leaves the frame empty beside a photo that does not fill it', () => {
  const crop = cropAround({ left: 0, top: 0, width: 1, height: 1 }, 0.5)
  const { src, place } = cutoutOf('/preview/1280', crop, 2000)
  expect(src).toBe('/preview/1280/part?left=0.0000&top=0.0000&width=1.0000&height=1.0000&side=512')
  expect([place.left, place.top, place.width, place.height]).toEqual([25, 0, 50, 100])
})
