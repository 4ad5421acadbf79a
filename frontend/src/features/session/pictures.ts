/** What the file dialog offers; the server looks at the bytes, not at the name. */
export const PICTURE_TYPES = 'image/jpeg,image/png,image/webp,image/heic,image/heif,image/avif,image/tiff'
