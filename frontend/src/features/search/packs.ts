import i18n from 'i18next'
import type { PackOut } from '@/api/generated'

/** Names of the model packs that come with Albumen (src/albumen/engine/packs/entries); proper names, in every language. */
const TITLES = {
  builtin: 'dlib',
  standard: 'YuNet + MobileFaceNet',
  sface: 'SFace',
  arcface: 'ArcFace',
  'vgg-face': 'VGG-Face',
  'facenet-128': 'FaceNet-128',
  'facenet-512': 'FaceNet-512',
} as const

function isOurs(pack: string): pack is keyof typeof TITLES {
  return Object.hasOwn(TITLES, pack)
}

export function packTitle(pack: string): string {
  return isOurs(pack) ? TITLES[pack] : pack
}

/** What a pack is good for, in the reader's language where it comes with Albumen, else as the server says it. */
export function packDescription(pack: PackOut): string {
  return isOurs(pack.name) ? i18n.t(`guest.packs.${pack.name}`) : pack.description
}
