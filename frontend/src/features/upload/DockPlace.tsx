import { lazy, Suspense } from 'react'
import { useUploader } from './loaded'

const UploadDock = lazy(() => import('./UploadDock'))

/** In the page's frame: where uploads show while one looks at other pages. */
export function DockPlace() {
  const uploader = useUploader()
  return uploader ? (
    <Suspense>
      <UploadDock uploader={uploader} />
    </Suspense>
  ) : null
}
