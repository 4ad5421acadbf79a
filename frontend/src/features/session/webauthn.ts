/** The JSON forms of WebAuthn level 3, whose built-in converters older browsers lack. */

interface CredentialDescriptorJson {
  type: 'public-key'
  id: string
  transports?: AuthenticatorTransport[]
}

export interface CreationOptionsJson {
  publicKey: Omit<PublicKeyCredentialCreationOptions, 'challenge' | 'user' | 'excludeCredentials'> & {
    challenge: string
    user: { id: string; name: string; displayName: string }
    excludeCredentials?: CredentialDescriptorJson[]
  }
}

export interface RequestOptionsJson {
  publicKey: Omit<PublicKeyCredentialRequestOptions, 'challenge' | 'allowCredentials'> & {
    challenge: string
    allowCredentials?: CredentialDescriptorJson[]
  }
}

export function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0))
}

export function base64urlOf(bytes: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

function descriptors(given: CredentialDescriptorJson[] | undefined): PublicKeyCredentialDescriptor[] | undefined {
  return given?.map((one) => ({ ...one, id: bytesOf(one.id) }))
}

export function passkeysSupported(): boolean {
  return typeof PublicKeyCredential !== 'undefined' && window.isSecureContext
}

/** Whether the browser can offer passkeys among what it fills into the e-mail field. */
export async function passkeyAutofillSupported(): Promise<boolean> {
  return passkeysSupported() && (await PublicKeyCredential.isConditionalMediationAvailable?.().catch(() => false)) === true
}

/** What an authenticator gave, as the server reads it. */
export function credentialJson(credential: PublicKeyCredential): object {
  const { response } = credential
  const attested = 'attestationObject' in response ? (response as AuthenticatorAttestationResponse) : null
  const asserted = attested ? null : (response as AuthenticatorAssertionResponse)
  return {
    id: credential.id,
    rawId: base64urlOf(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: base64urlOf(response.clientDataJSON),
      ...(attested && {
        attestationObject: base64urlOf(attested.attestationObject),
        transports: attested.getTransports?.() ?? [],
      }),
      ...(asserted && {
        authenticatorData: base64urlOf(asserted.authenticatorData),
        signature: base64urlOf(asserted.signature),
        userHandle: asserted.userHandle ? base64urlOf(asserted.userHandle) : undefined,
      }),
    },
  }
}

/**
 * Has a new passkey or security key made.
 *
 * @throws DOMException the person declined, waited too long, or the key is known already (InvalidStateError).
 */
export async function makeCredential({ publicKey }: CreationOptionsJson): Promise<object> {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytesOf(publicKey.challenge),
      user: { ...publicKey.user, id: bytesOf(publicKey.user.id) },
      excludeCredentials: descriptors(publicKey.excludeCredentials),
    },
  })
  return credentialJson(credential as PublicKeyCredential)
}

/**
 * Has a passkey or security key sign.
 *
 * @param autofill waits until the person picks one from what the e-mail field offers, or `signal` ends it.
 * @throws DOMException the person declined, or waited too long.
 */
export async function askCredential(
  { publicKey }: RequestOptionsJson,
  { autofill = false, signal }: { autofill?: boolean; signal?: AbortSignal } = {},
): Promise<object> {
  const credential = await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: bytesOf(publicKey.challenge), allowCredentials: descriptors(publicKey.allowCredentials) },
    mediation: autofill ? 'conditional' : undefined,
    signal,
  })
  return credentialJson(credential as PublicKeyCredential)
}

/** The person said no, or did nothing; nothing went wrong. */
export function wasDeclined(error: unknown): boolean {
  return error instanceof DOMException && ['NotAllowedError', 'AbortError'].includes(error.name)
}
