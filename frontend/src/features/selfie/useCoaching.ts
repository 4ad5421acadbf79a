import { type RefObject, useEffect, useState } from 'react'
import { type Advice, advise, steady } from './coaching'
import { drawFrame } from './picture'
import { openFaceFinder } from './vision/faceFinder'
import { meanLumaOf, patchOf } from './vision/quality'

/** `unseen`: this browser cannot look for faces; null: it has not looked yet. */
export type Coaching = Advice | 'unseen' | null

const PAUSE_MS = 120
const TALLEST = 960

/** What to change before the picture is taken, look after look, as long as the camera is on. */
export function useLiveCoaching(video: RefObject<HTMLVideoElement | null>, live: boolean): Coaching {
  const [coaching, setCoaching] = useState<Coaching>(null)
  useEffect(() => {
    if (!live) return
    const finder = openFaceFinder()
    const frame = document.createElement('canvas')
    const patch = document.createElement('canvas')
    let timer: ReturnType<typeof setTimeout> | undefined
    let over = false
    let state: Parameters<typeof steady>[0] = { shown: null, last: null }
    const look = async () => {
      if (video.current && !document.hidden && drawFrame(video.current, frame, TALLEST)) {
        const faces = await finder.find(frame, frame.width, frame.height)
        if (over) return
        const advice = advise(faces, frame.width, frame.height, (face) => patchOf(frame, face, patch), meanLumaOf(frame, patch))
        state = steady(state, advice)
        setCoaching(state.shown)
      }
      timer = setTimeout(keepLooking, PAUSE_MS)
    }
    const keepLooking = () => void look().catch(() => !over && setCoaching('unseen'))
    keepLooking()
    return () => {
      over = true
      clearTimeout(timer)
      finder.close()
    }
  }, [live, video])
  return live ? coaching : null
}

/** What could be better about a picture that was taken. */
export function useStillCoaching(picture: Blob): Coaching {
  const [seen, setSeen] = useState<{ picture: Blob; advice: Coaching }>()
  useEffect(() => {
    const finder = openFaceFinder()
    let over = false
    void (async () => {
      let advice: Coaching = 'unseen'
      try {
        const bitmap = await createImageBitmap(picture)
        const faces = await finder.find(bitmap, bitmap.width, bitmap.height)
        const patch = document.createElement('canvas')
        advice = advise(faces, bitmap.width, bitmap.height, (face) => patchOf(bitmap, face, patch), meanLumaOf(bitmap, patch))
        bitmap.close()
      } catch {
        // The server looks at it, whatever this browser can open.
      }
      finder.close()
      if (!over) setSeen({ picture, advice })
    })()
    return () => {
      over = true
      finder.close()
    }
  }, [picture])
  return seen?.picture === picture ? seen.advice : null
}
