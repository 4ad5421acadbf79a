import { describe, expect, it } from 'vitest'
import { droppedFiles, isPicture, picturesAmong } from './collect'

const file = (name: string, type = '') => new File(['x'], name, { type })

/** What browsers make of a dropped folder: entries that are read a few at a time. */
function folder(...inside: object[]): object {
  return {
    isFile: false,
    isDirectory: true,
    createReader: () => {
      const rest = [...inside]
      return { readEntries: (done: (some: object[]) => void) => done(rest.splice(0, 2)) }
    },
  }
}
const entry = (name: string) => ({ isFile: true, isDirectory: false, file: (done: (file: File) => void) => done(file(name)) })

function dropped(entries: object[], files: File[]): DataTransfer {
  return { items: entries.map((one) => ({ kind: 'file', webkitGetAsEntry: () => one })), files } as unknown as DataTransfer
}

describe('what is dropped', () => {
  it('is read out of folders in folders, however many there are', async () => {
    const deep = folder(entry('a.jpg'), entry('b.jpg'), entry('c.jpg'), folder(entry('d.jpg'), folder()))
    const files = await droppedFiles(dropped([deep, entry('e.jpg')], []))
    expect(files.map((one) => one.name)).toEqual(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg'])
  })

  it('is taken as it is without folders', async () => {
    const files = await droppedFiles(dropped([entry('x.jpg')], [file('a.jpg'), file('b.jpg')]))
    expect(files.map((one) => one.name)).toEqual(['a.jpg', 'b.jpg'])
  })

  it('is not asked about one by one when it is hundreds of pictures, and folders among them are read all the same', async () => {
    let asked = 0
    const names = Array.from({ length: 300 }, (_, at) => `${at}.jpg`)
    const things = [...names.map(entry), folder(entry('inside.jpg')), entry('notes.txt')]
    const items = things.map((one) => ({
      kind: 'file',
      webkitGetAsEntry: () => {
        asked += 1
        return one
      },
    }))
    const files = [...names, 'Folder', 'notes.txt'].map((name) => file(name))
    const found = await droppedFiles({ items, files } as unknown as DataTransfer)
    expect(found.map((one) => one.name)).toEqual([...names, 'inside.jpg', 'notes.txt'])
    expect(asked).toBe(2)
  })

  it('is a picture by its type or its ending', () => {
    expect([file('a.CR3'), file('b.HEIC'), file('c', 'image/png'), file('d.mov'), file('e.txt', 'text/plain')].map(isPicture)).toEqual([
      true, true, true, false, false,
    ])
  })

  it('leaves out what is none, and passes over what systems put into folders', () => {
    const { files, others } = picturesAmong([file('a.jpg'), file('._a.jpg'), file('.DS_Store'), file('Thumbs.db'), file('b.mov')])
    expect(files.map((one) => one.name)).toEqual(['a.jpg'])
    expect(others).toBe(1)
  })
})
