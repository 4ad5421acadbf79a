/** Endings of pictures that Albumen opens; browsers know no type for many of them. */
const ENDINGS =
  /\.(jpe?g|jpe|jfif|mpo|png|webp|gif|avif|bmp|hei[cf]|hif|tiff?|dng|cr[23]|nef|arw|raf|orf|rw2|pef|srw|nrw|raw)$/i

/** For file inputs. */
export const ACCEPT = 'image/*,.heic,.heif,.hif,.dng,.cr2,.cr3,.nef,.arw,.raf,.orf,.rw2,.pef,.srw,.nrw,.raw'

export function isPicture(file: Pick<File, 'name' | 'type'>): boolean {
  return file.type.startsWith('image/') || ENDINGS.test(file.name)
}

export interface Collected {
  files: File[]
  /** How many files were no pictures; hidden files of the system are not counted. */
  others: number
}

/** Pictures among files; what systems put into folders (".DS_Store", "Thumbs.db", "._a.jpg") is passed over. */
export function picturesAmong(all: Iterable<File>): Collected {
  const files: File[] = []
  let others = 0
  for (const file of all) {
    if (/^\.|^thumbs\.db$|^desktop\.ini$/i.test(file.name)) continue
    if (isPicture(file)) files.push(file)
    else others += 1
  }
  return { files, others }
}

/** Asking what one thing is that was dropped takes as long as asking the disk for it: so many at most, or the page stands still. */
const MOST_ASKED = 100

/**
 * Everything that was dropped, out of folders too. Must be called while the event is handled: the browser forgets what
 * was dropped afterwards. Among very many things, those that are called as pictures are taken for files.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  const items = [...transfer.items].filter((item) => item.kind === 'file')
  const loose = [...transfer.files]
  const few = items.length <= MOST_ASKED || items.length !== loose.length
  const entries = items.map((item, at) => {
    const file = loose[at]
    return !few && file && isPicture(file) ? null : item.webkitGetAsEntry()
  })
  if (!entries.some((entry) => entry?.isDirectory)) return loose
  const found = await Promise.all(
    entries.map((entry, at) => (entry ? filesIn(entry) : Promise.resolve(few ? [] : loose.slice(at, at + 1)))),
  )
  return found.flat()
}

async function filesIn(entry: FileSystemEntry): Promise<File[]> {
  if (isFile(entry)) {
    return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))]
  }
  if (!isFolder(entry)) return []
  const reader = entry.createReader()
  const files: File[] = []
  for (;;) {
    // It gives a hundred at a time, and nothing at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return files
    for (const inner of await Promise.all(some.map(filesIn))) files.push(...inner)
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}
