import { lightOf, poseOf, sharpnessOf, visibleOf } from './vision/quality'
import type { Found } from './vision/yunet'

/** What stands between this picture and a good selfie; `good` when nothing that is measured does. */
export type Advice =
  | 'no_face'
  | 'several_faces'
  | 'cut_off'
  | 'too_far'
  | 'too_near'
  | 'too_dark'
  | 'too_bright'
  | 'off_centre'
  | 'turned_away'
  | 'blurred'
  | 'good'

/*
 * The server refuses at the values of src/albumen/guests/selfie_face.py; advice asks for somewhat more, so that what is
 * called good here passes there.
 */
/** A second face this tall, as part of the tallest one's height, makes it unclear who is meant. */
const COMPARABLE = 0.6
const LEAST_VISIBLE = 0.9
/** Height of the face's box as part of the picture's shorter side. */
const SMALLEST = 0.25
const LARGEST = 0.95
/** The server wants 20 pixels between the eyes; recognition gains up to 64. */
const LEAST_EYES_APART = 48
const LEAST_EXPOSURE = 0.4
/** The server refuses from 50 degrees on. */
const MOST_TURNED = 30
/** The server refuses below 0.33. */
const LEAST_SHARPNESS = 0.36
/** Mean luma below which it is the dark that hides the face. */
const DARK = 0.14
/** Distance of the face's centre from the picture's, as part of its shorter side. */
const MOST_OFF = 0.2

/**
 * The one thing to change first.
 *
 * @param faces found in the picture, in its pixels
 * @param width of the picture
 * @param height of the picture
 * @param patchOf the grey patch of a face, where it can be had
 * @param meanLuma of the whole picture, 0 to 1, where it is known
 */
export function advise(
  faces: Found[],
  width: number,
  height: number,
  patchOf: (face: Found) => Float32Array | null,
  meanLuma = 1,
): Advice {
  const tallest = Math.max(0, ...faces.map((face) => face.height))
  const meant = faces.filter((face) => face.height >= COMPARABLE * tallest)
  const face = meant[0]
  if (!face) return meanLuma < DARK ? 'too_dark' : 'no_face'
  if (meant.length > 1) return 'several_faces'
  const short = Math.min(width, height)
  const pose = poseOf(face)
  if (visibleOf(face, width, height) < LEAST_VISIBLE) return 'cut_off'
  if (face.height > LARGEST * short) return 'too_near'
  if (face.height < SMALLEST * short || pose.apart < LEAST_EYES_APART) return 'too_far'
  const patch = patchOf(face)
  const light = patch && lightOf(patch)
  if (light && light.exposure < LEAST_EXPOSURE) return light.mean < 0.5 ? 'too_dark' : 'too_bright'
  const off = Math.hypot(face.left + face.width / 2 - width / 2, face.top + face.height / 2 - height / 2)
  if (off > MOST_OFF * short) return 'off_centre'
  if (Math.max(Math.abs(pose.yaw), Math.abs(pose.pitch)) > MOST_TURNED) return 'turned_away'
  if (patch && sharpnessOf(patch) < LEAST_SHARPNESS) return 'blurred'
  return 'good'
}

/** Advice that has stood for two looks: what flickers is not said. */
export function steady(before: { shown: Advice | null; last: Advice | null }, now: Advice): { shown: Advice | null; last: Advice } {
  return { shown: before.shown === null || before.last === now ? now : before.shown, last: now }
}
