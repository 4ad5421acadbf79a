import { useEffect, useState } from 'react'

/** Why there is no picture, or that there is one. */
export type CameraState = 'asking' | 'live' | 'denied' | 'missing' | 'busy' | 'unsupported'

export type Facing = 'user' | 'environment'

export interface Camera {
  state: CameraState
  /** What it sees; null while it is not on. */
  stream: MediaStream | null
  facing: Facing
  /** Whether there is more than one camera. */
  several: boolean
  turn: () => void
  again: () => void
}

/** The device's camera, for as long as the component is shown; the light beside it goes out with it. */
export function useCamera(): Camera {
  const [facing, setFacing] = useState<Facing>('user')
  const [attempt, setAttempt] = useState(0)
  const [stream, setStream] = useState<MediaStream | null>(null)
  const [several, setSeveral] = useState(false)
  const [state, setState] = useState<CameraState>(() => (hasCameras() ? 'asking' : 'unsupported'))

  useEffect(() => {
    if (!hasCameras()) return
    let opened: MediaStream | undefined
    let over = false
    void (async () => {
      try {
        opened = await navigator.mediaDevices.getUserMedia({
          audio: false,
          video: { facingMode: facing, width: { ideal: 1920 }, height: { ideal: 1440 } },
        })
        if (over) {
          stop(opened)
          return
        }
        setStream(opened)
        setState('live')
        const devices = await navigator.mediaDevices.enumerateDevices()
        setSeveral(devices.filter((device) => device.kind === 'videoinput').length > 1)
      } catch (error) {
        if (!over) setState(reasonOf(error))
      }
    })()
    return () => {
      over = true
      if (opened) stop(opened)
      setStream(null)
    }
  }, [facing, attempt])

  return {
    state,
    stream,
    facing,
    several,
    turn: () => {
      setState('asking')
      setFacing((now) => (now === 'user' ? 'environment' : 'user'))
    },
    again: () => {
      setState('asking')
      setAttempt((count) => count + 1)
    },
  }
}

/** Browsers give cameras to pages with https only. */
function hasCameras(): boolean {
  return typeof (navigator.mediaDevices as MediaDevices | undefined)?.getUserMedia === 'function'
}

function stop(stream: MediaStream): void {
  stream.getTracks().forEach((track) => track.stop())
}

function reasonOf(error: unknown): CameraState {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy'
  return 'missing'
}
