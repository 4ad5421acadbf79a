import { describe, expect, it } from 'vitest'
import { base64urlOf, bytesOf, credentialJson } from './webauthn'

describe('bytes of WebAuthn as text', () => {
  it('come back as they were, whatever their number', () => {
    for (let size = 0; size < 70; size++) {
      const bytes = Uint8Array.from({ length: size }, (_, at) => (at * 37 + 250) % 256)
      const text = base64urlOf(bytes.buffer)
      expect(text).not.toMatch(/[+/=]/)
      expect([...bytesOf(text)]).toEqual([...bytes])
    }
  })

  it('are those of RFC 4648', () => {
    expect(base64urlOf(Uint8Array.from([0xfb, 0xff, 0xfe]).buffer)).toBe('-__-')
    expect([...bytesOf('-__-')]).toEqual([0xfb, 0xff, 0xfe])
  })
})

it('gives the server what a key signed', () => {
  const bytes = Uint8Array.from([1, 2, 3]).buffer
  const credential = {
    id: 'AQID',
    rawId: bytes,
    type: 'public-key',
    authenticatorAttachment: null,
    getClientExtensionResults: () => ({}),
    response: { clientDataJSON: bytes, authenticatorData: bytes, signature: bytes, userHandle: null },
  }
  expect(credentialJson(credential as unknown as PublicKeyCredential)).toEqual({
    id: 'AQID',
    rawId: 'AQID',
    type: 'public-key',
    authenticatorAttachment: undefined,
    clientExtensionResults: {},
    response: { clientDataJSON: 'AQID', authenticatorData: 'AQID', signature: 'AQID', userHandle: undefined },
  })
})
