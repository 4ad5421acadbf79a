/** Why a selfie cannot be used; codes of src/albumen/guests/selfie_errors.py. */
export const REFUSALS = [
  'no_face',
  'several_faces',
  'face_too_small',
  'face_blurred',
  'face_too_dark',
  'face_cut_off',
  'face_turned_away',
  'face_unclear',
  'another_person',
] as const

export type Refusal = (typeof REFUSALS)[number]

export function isRefusal(code: string): code is Refusal {
  return (REFUSALS as readonly string[]).includes(code)
}

/** Files that are no picture the server can open: another file helps, another pose does not. */
const UNREADABLE = new Set(['file_empty', 'file_too_large', 'too_many_pixels', 'not_a_picture', 'format_unsupported', 'raw_support_missing', 'picture_damaged'])

export function isUnreadable(code: string): boolean {
  return UNREADABLE.has(code)
}
