/** Names of the model packs that come with Albumen (src/albumen/engine/packs/entries); proper names, in every language. */
const TITLES: Record<string, string> = {
  builtin: 'dlib',
  standard: 'YuNet + MobileFaceNet',
  sface: 'SFace',
  arcface: 'ArcFace',
  'vgg-face': 'VGG-Face',
  'facenet-128': 'FaceNet-128',
  'facenet-512': 'FaceNet-512',
}

export function packTitle(pack: string): string {
  return TITLES[pack] ?? pack
}
