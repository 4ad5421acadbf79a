import { useCallback, useState, type ReactNode } from 'react'

/** A picture that was chosen and is not on the server yet; `instead` where the browser cannot show its format. */
export function FilePicture({ file, instead }: { file: File; instead: ReactNode }) {
  const [unshowable, setUnshowable] = useState<File>()
  const show = useCallback(
    (image: HTMLImageElement) => {
      const url = URL.createObjectURL(file)
      image.src = url
      return () => URL.revokeObjectURL(url)
    },
    [file],
  )
  if (unshowable === file) return instead
  return <img ref={show} alt="" className="size-full object-cover" onError={() => setUnshowable(file)} />
}
