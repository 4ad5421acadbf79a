/** More handles would mean as many questions by the browser; who drops single files chooses them again after a reload. */
const MOST = 4

interface Readable extends FileSystemHandle {
  requestPermission?: (how: { mode: 'read' }) => Promise<PermissionState>
}
type WithHandle = DataTransferItem & { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> }

/** Handles of what was dropped, where the browser has them (Chromium), to read it again after a reload. */
export async function droppedHandles(transfer: DataTransfer): Promise<FileSystemHandle[]> {
  const items = [...transfer.items].filter((item) => item.kind === 'file') as WithHandle[]
  if (items.length > MOST) return []
  const handles = await Promise.all(items.map((item) => item.getAsFileSystemHandle?.().catch(() => null) ?? Promise.resolve(null)))
  return handles.filter((handle): handle is FileSystemHandle => !!handle)
}

/** The files behind handles; asks for permission, so it must be called by a press. Nothing where it is not given. */
export async function filesBehind(handles: readonly FileSystemHandle[]): Promise<File[]> {
  const files: File[] = []
  for (const handle of handles) {
    if ((await (handle as Readable).requestPermission?.({ mode: 'read' })) !== 'granted') continue
    for await (const file of walk(handle)) files.push(file)
  }
  return files
}

async function* walk(handle: FileSystemHandle): AsyncGenerator<File> {
  if (handle instanceof FileSystemFileHandle) yield handle.getFile()
  else if (handle instanceof FileSystemDirectoryHandle) {
    const folder = handle as FileSystemDirectoryHandle & { values: () => AsyncIterable<FileSystemHandle> }
    for await (const inner of folder.values()) yield* walk(inner)
  }
}
