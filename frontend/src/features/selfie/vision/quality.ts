/**
 * How useful a face is, measured as the server measures it (src/albumen/engine/quality.py), so that what is said before
 * a selfie is sent agrees with what is said after it.
 */

import type { Found } from './yunet'

/** Side of the grey patch on which sharpness and light are measured, pixels; the eyes lie 24 pixels apart in it. */
export const PATCH = 64
const RIGHT_EYE = { x: 20, y: 26 }
const EYES_APART = 24

const NOSE_DEPTH = 0.6
const NOSE_BELOW = 0.58

export interface Pose {
  /** Pixels between the eyes. */
  apart: number
  /** Degrees; how far the head is turned aside, and nodded. */
  yaw: number
  pitch: number
}

/** Where the head looks, from eyes and nose, under weak perspective. */
export function poseOf(face: Found): Pose {
  const [right, left, nose] = face.points as [[number, number], [number, number], [number, number]]
  const line = [left[0] - right[0], left[1] - right[1]] as const
  const apart = Math.max(Math.hypot(...line), 1e-3)
  const along = [line[0] / apart, line[1] / apart] as const
  const offset = [nose[0] - (right[0] + left[0]) / 2, nose[1] - (right[1] + left[1]) / 2] as const
  const sideways = (offset[0] * along[0] + offset[1] * along[1]) / apart
  const below = (-offset[0] * along[1] + offset[1] * along[0]) / apart
  const yaw = Math.atan(sideways / NOSE_DEPTH)
  const reach = Math.hypot(NOSE_DEPTH, NOSE_BELOW)
  const cosine = Math.min(1, Math.max(-1, (below * Math.cos(yaw)) / reach))
  const pitch = Math.acos(cosine) - Math.atan2(NOSE_DEPTH, NOSE_BELOW)
  return { apart, yaw: degrees(yaw), pitch: degrees(pitch) }
}

function degrees(angle: number): number {
  return (angle * 180) / Math.PI
}

/** Luma 0 to 1 of the upright face in a patch of 64 × 64 pixels; null where the browser gives no canvas. */
export function patchOf(picture: CanvasImageSource, face: Found, canvas: HTMLCanvasElement): Float32Array | null {
  canvas.width = PATCH
  canvas.height = PATCH
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return null
  const [right, left] = face.points as [[number, number], [number, number]]
  const dx = left[0] - right[0]
  const dy = left[1] - right[1]
  const square = Math.max(dx * dx + dy * dy, 1e-6)
  // The turn and scale that bring the line between the eyes onto the patch's.
  const a = (EYES_APART * dx) / square
  const b = (-EYES_APART * dy) / square
  context.imageSmoothingQuality = 'high'
  context.setTransform(a, b, -b, a, RIGHT_EYE.x - a * right[0] + b * right[1], RIGHT_EYE.y - b * right[0] - a * right[1])
  context.drawImage(picture, 0, 0)
  return greyOf(context.getImageData(0, 0, PATCH, PATCH).data)
}

/** Mean luma of a whole picture, 0 to 1. */
export function meanLumaOf(picture: CanvasImageSource, canvas: HTMLCanvasElement): number {
  canvas.width = 16
  canvas.height = 16
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return 1
  context.drawImage(picture, 0, 0, 16, 16)
  const grey = greyOf(context.getImageData(0, 0, 16, 16).data)
  return grey.reduce((sum, value) => sum + value, 0) / grey.length
}

/** Luma (ITU-R BT.601), 0 to 1, of RGBA pixels. */
export function greyOf(pixels: Uint8ClampedArray): Float32Array {
  const grey = new Float32Array(pixels.length / 4)
  for (let at = 0; at < grey.length; at++)
    grey[at] =
      (0.299 * (pixels[at * 4] as number) + 0.587 * (pixels[at * 4 + 1] as number) + 0.114 * (pixels[at * 4 + 2] as number)) / 255
  return grey
}

/** Energy of fine detail over contrast in a patch, 0 to 1; see `_sharpness` of the server. */
export function sharpnessOf(grey: Float32Array, side = PATCH): number {
  const inner: number[] = []
  const edges: number[] = []
  const at = (row: number, column: number) => grey[row * side + column] as number
  for (let row = 1; row < side - 1; row++)
    for (let column = 1; column < side - 1; column++) {
      inner.push(at(row, column))
      edges.push(
        at(row - 1, column) + at(row + 1, column) + at(row, column - 1) + at(row, column + 1) - 4 * at(row, column),
      )
    }
  const ratio = deviation(edges) / (deviation(inner) + 0.02)
  return ratio / (ratio + 0.25)
}

function deviation(values: number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

export interface Light {
  /** Mean luma of the face, 0 to 1. */
  mean: number
  /** 1 where it is well exposed, down to 0. */
  exposure: number
}

export function lightOf(grey: Float32Array, side = PATCH): Light {
  const edge = side / 8
  let sum = 0
  let clipped = 0
  let count = 0
  for (let row = edge; row < side - edge; row++)
    for (let column = edge; column < side - edge; column++) {
      const value = grey[row * side + column] as number
      sum += value
      if (value < 0.02 || value > 0.98) clipped++
      count++
    }
  const mean = sum / count
  const level = Math.min(1, Math.max(0, Math.min(mean / 0.25, (1 - mean) / 0.25)))
  return { mean, exposure: level * (1 - clipped / count) }
}

/** Part of a face's box inside a picture of this size, 0 to 1. */
export function visibleOf(face: Found, width: number, height: number): number {
  const wide = Math.min(width, face.left + face.width) - Math.max(0, face.left)
  const high = Math.min(height, face.top + face.height) - Math.max(0, face.top)
  return (Math.max(0, wide) * Math.max(0, high)) / Math.max(1e-6, face.width * face.height)
}
