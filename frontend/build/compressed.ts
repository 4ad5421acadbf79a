import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const WORTH_IT = /\.(js|css|html|svg|json|webmanifest)$/
const LEAST_BYTES = 1024

/** Puts a .br and a .gz beside each text file that is built, so that the server never compresses while somebody waits. */
export function compressed(): Plugin {
  return {
    name: 'albumen-compressed',
    apply: 'build',
    async writeBundle(options) {
      const folder = options.dir ?? 'dist'
      const names = await readdir(folder, { recursive: true })
      await Promise.all(
        names
          .filter((name) => WORTH_IT.test(name))
          .map(async (name) => {
            const path = join(folder, name)
            const bytes = await readFile(path)
            if (bytes.length < LEAST_BYTES) return
            await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes))
            await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }))
          }),
      )
    },
  }
}
