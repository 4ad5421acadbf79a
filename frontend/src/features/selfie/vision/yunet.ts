/**
 * The face detector YuNet in plain TypeScript: no WebAssembly, which the Content-Security-Policy does not allow.
 *
 * The same network with which the server looks for faces (yunet_n_dynamic of ShiqiYu/libfacedetection.train, Apache-2.0;
 * W. Wu, H. Peng, S. Yu, "YuNet: A Tiny Millisecond-level Face Detector", 2023), so what it sees here is what the server
 * will see. Its weights are written by scripts/browser_detector.py. All maps are (row, column, channel).
 */

export interface Found {
  /** Pixels of the picture that was looked at. */
  left: number
  top: number
  width: number
  height: number
  /** Right eye, left eye, nose, right and left corner of the mouth, as the camera sees them. */
  points: [number, number][]
  /** 0 to 1. */
  score: number
}

interface Layer {
  kernel: Float32Array
  bias: Float32Array
}

interface Unit {
  point: Layer
  depth: Layer
}

interface FeatureMap {
  rows: number
  columns: number
  channels: number
  values: Float32Array
}

const STRIDES = [8, 16, 32] as const
/** Outputs of each head for a cell: is it a face, where is its box, is anything there, its points. */
const HEADS = [1, 4, 1, 10] as const
const OVERLAP = 0.3

/** Both sides of what is looked at are multiples of this: the network halves them five times. */
export const ALIGNMENT = 32

export class YuNet {
  readonly #stem: Layer
  readonly #body: Unit[]
  readonly #lateral: Unit[]
  readonly #shared: Unit[]
  readonly #heads: Unit[][]

  /** @param weights the bytes of yunet.bin */
  constructor(weights: ArrayBuffer) {
    const read = reader(weights)
    const unit = (from: number, to: number): Unit => ({ point: read(from * to, to), depth: read(9 * to, to) })
    this.#stem = read(9 * 3 * 16, 16)
    this.#body = [unit(16, 16), unit(16, 16), unit(16, 64), ...Array.from({ length: 8 }, () => unit(64, 64))]
    this.#lateral = Array.from({ length: 3 }, () => unit(64, 64))
    this.#shared = Array.from({ length: 3 }, () => unit(64, 64))
    // The file holds each head for all levels before the next: faces, boxes, presence, points.
    const byHead = HEADS.map((outputs) => STRIDES.map(() => unit(64, outputs)))
    this.#heads = STRIDES.map((_, level) => byHead.map((levels) => levels[level] as Unit))
  }

  /**
   * Faces in a picture, the surest first.
   *
   * @param pixels RGBA as of a canvas
   * @param columns width of it, a multiple of 32
   * @param rows height of it, a multiple of 32
   * @param least lowest score that counts
   */
  detect(pixels: Uint8ClampedArray, columns: number, rows: number, least = 0.6): Found[] {
    const found = this.levels(pixels, columns, rows).flatMap((heads, level) => decode(heads, STRIDES[level] as number, least))
    return separate(found)
  }

  /** What the heads say for each stride, before it is read as faces. */
  levels(pixels: Uint8ClampedArray, columns: number, rows: number): FeatureMap[][] {
    const [b0, b1, b2, b3, b4, ...deep] = this.#body as [Unit, Unit, Unit, Unit, Unit, ...Unit[]]
    const [d0, d1, d2, d3, d4, d5] = deep as [Unit, Unit, Unit, Unit, Unit, Unit]
    const [toCoarse, toMiddle, toFine] = this.#lateral as [Unit, Unit, Unit]
    const quarter = pooled(apply(b0, stem(this.#stem, pixels, columns, rows)))
    const eighth = pooled(apply(b4, apply(b3, apply(b2, apply(b1, quarter)))))
    const fine = apply(d1, apply(d0, eighth))
    const middle = apply(d3, apply(d2, pooled(fine)))
    const coarse = apply(toCoarse, apply(d5, apply(d4, pooled(middle))))
    const middleSeen = apply(toMiddle, plusDoubled(middle, coarse))
    const fineSeen = apply(toFine, plusDoubled(fine, middleSeen))
    return [fineSeen, middleSeen, coarse].map((map, level) => {
      const shared = apply(this.#shared[level] as Unit, map)
      return (this.#heads[level] as Unit[]).map((head) => apply(head, shared, false))
    })
  }
}

function reader(weights: ArrayBuffer): (kernel: number, biases: number) => Layer {
  const bits = new Uint16Array(weights)
  let at = 0
  const take = (count: number) => Float32Array.from(bits.subarray(at, (at += count)), halfFloat)
  return (kernel, biases) => ({ kernel: take(kernel), bias: take(biases) })
}

/** An IEEE 754 half float from its bits. */
export function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction ? NaN : sign * Infinity
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** 3 × 3 over every second pixel, blue, green, red. */
function stem({ kernel, bias }: Layer, pixels: Uint8ClampedArray, columns: number, rows: number): FeatureMap {
  const channels = bias.length
  const wide = columns / 2
  const high = rows / 2
  const values = new Float32Array(wide * high * channels)
  for (let y = 0; y < high; y++)
    for (let x = 0; x < wide; x++) {
      const to = (y * wide + x) * channels
      for (let out = 0; out < channels; out++) {
        let sum = bias[out] as number
        for (let ky = 0; ky < 3; ky++) {
          const row = 2 * y + ky - 1
          if (row < 0 || row >= rows) continue
          for (let kx = 0; kx < 3; kx++) {
            const column = 2 * x + kx - 1
            if (column < 0 || column >= columns) continue
            const pixel = (row * columns + column) * 4
            const weight = ((out * 3 + ky) * 3 + kx) * 3
            sum +=
              (pixels[pixel + 2] as number) * (kernel[weight] as number) +
              (pixels[pixel + 1] as number) * (kernel[weight + 1] as number) +
              (pixels[pixel] as number) * (kernel[weight + 2] as number)
          }
        }
        values[to + out] = sum > 0 ? sum : 0
      }
    }
  return { rows: high, columns: wide, channels, values }
}

/** A mix of the channels of each cell, then 3 × 3 within each channel. */
function apply(unit: Unit, map: FeatureMap, positive = true): FeatureMap {
  return depthwise(unit.depth, pointwise(unit.point, map), positive)
}

function pointwise({ kernel, bias }: Layer, { rows, columns, channels, values }: FeatureMap): FeatureMap {
  const outputs = bias.length
  const cells = rows * columns
  const answer = new Float32Array(cells * outputs)
  for (let cell = 0; cell < cells; cell++) {
    const from = cell * channels
    const to = cell * outputs
    for (let out = 0; out < outputs; out++) {
      const weight = out * channels
      let a = bias[out] as number
      let b = 0
      for (let k = 0; k < channels; k += 2) {
        a += (values[from + k] as number) * (kernel[weight + k] as number)
        b += (values[from + k + 1] as number) * (kernel[weight + k + 1] as number)
      }
      answer[to + out] = a + b
    }
  }
  return { rows, columns, channels: outputs, values: answer }
}

function depthwise({ kernel, bias }: Layer, { rows, columns, channels, values }: FeatureMap, positive: boolean): FeatureMap {
  const answer = new Float32Array(values.length)
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const to = (y * columns + x) * channels
      answer.set(bias, to)
      for (let ky = 0; ky < 3; ky++) {
        const row = y + ky - 1
        if (row < 0 || row >= rows) continue
        for (let kx = 0; kx < 3; kx++) {
          const column = x + kx - 1
          if (column < 0 || column >= columns) continue
          const from = (row * columns + column) * channels
          const weight = (ky * 3 + kx) * channels
          for (let c = 0; c < channels; c++)
            answer[to + c] = (answer[to + c] as number) + (values[from + c] as number) * (kernel[weight + c] as number)
        }
      }
      if (positive) for (let c = to; c < to + channels; c++) if ((answer[c] as number) < 0) answer[c] = 0
    }
  return { rows, columns, channels, values: answer }
}

function pooled({ rows, columns, channels, values }: FeatureMap): FeatureMap {
  const high = rows / 2
  const wide = columns / 2
  const answer = new Float32Array(high * wide * channels)
  const line = columns * channels
  for (let y = 0; y < high; y++)
    for (let x = 0; x < wide; x++)
      for (let c = 0; c < channels; c++) {
        const from = 2 * y * line + 2 * x * channels + c
        answer[(y * wide + x) * channels + c] = Math.max(
          values[from] as number,
          values[from + channels] as number,
          values[from + line] as number,
          values[from + line + channels] as number,
        )
      }
  return { rows: high, columns: wide, channels, values: answer }
}

/** A map and, over each two by two of its cells, one cell of a map half as large. */
function plusDoubled(map: FeatureMap, half: FeatureMap): FeatureMap {
  const { rows, columns, channels } = map
  const values = Float32Array.from(map.values)
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const to = (y * columns + x) * channels
      const from = ((y >> 1) * half.columns + (x >> 1)) * channels
      for (let c = 0; c < channels; c++) values[to + c] = (values[to + c] as number) + (half.values[from + c] as number)
    }
  return { rows, columns, channels, values }
}

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value))

/** Cells above the lowest score as faces; as in OpenCV's FaceDetectorYN. */
function decode(heads: FeatureMap[], stride: number, least: number): Found[] {
  const [faces, boxes, presence, points] = heads as [FeatureMap, FeatureMap, FeatureMap, FeatureMap]
  const found: Found[] = []
  for (let cell = 0; cell < faces.values.length; cell++) {
    const score = Math.sqrt(sigmoid(faces.values[cell] as number) * sigmoid(presence.values[cell] as number))
    if (score < least) continue
    const column = cell % faces.columns
    const row = Math.floor(cell / faces.columns)
    const box = boxes.values.subarray(cell * 4, cell * 4 + 4)
    const width = Math.exp(box[2] as number) * stride
    const height = Math.exp(box[3] as number) * stride
    found.push({
      left: (column + (box[0] as number)) * stride - width / 2,
      top: (row + (box[1] as number)) * stride - height / 2,
      width,
      height,
      points: Array.from({ length: 5 }, (_, at): [number, number] => [
        (column + (points.values[cell * 10 + at * 2] as number)) * stride,
        (row + (points.values[cell * 10 + at * 2 + 1] as number)) * stride,
      ]),
      score,
    })
  }
  return found
}

/** Of boxes that overlap, the surest alone. */
function separate(found: Found[]): Found[] {
  const kept: Found[] = []
  for (const one of found.sort((a, b) => b.score - a.score)) if (kept.every((other) => overlap(one, other) <= OVERLAP)) kept.push(one)
  return kept
}

function overlap(a: Found, b: Found): number {
  const wide = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left)
  const high = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top)
  if (wide <= 0 || high <= 0) return 0
  const shared = wide * high
  return shared / (a.width * a.height + b.width * b.height - shared)
}
