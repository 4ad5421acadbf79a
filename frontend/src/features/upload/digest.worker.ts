/** Computes SHA-256 of files beside the page's own thread. A message is a number and a file, the answer the number and the digest. */

export interface DigestAsked {
  id: number
  file: File
}

export interface DigestGiven {
  id: number
  /** Hexadecimal; null when the file cannot be read any more. */
  digest: string | null
}

self.addEventListener('message', (event: MessageEvent<DigestAsked>) => {
  const { id, file } = event.data
  void digestOf(file).then((digest) => self.postMessage({ id, digest } satisfies DigestGiven))
})

async function digestOf(file: File): Promise<string | null> {
  try {
    const hash = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
    return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  } catch {
    return null
  }
}
