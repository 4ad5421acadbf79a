import 'photoswipe/style.css'

import PhotoSwipe from 'photoswipe'
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import type { MatchOut } from '@/api/generated'
import { formatProbability } from '@/i18n/format'
import { slideOf } from './slides'
import { outlineFace, showOutlines } from './outline'
import { ViewerBar } from './ViewerBar'

/** Above the bar at the top, below the toasts. */
const LEVEL = '40'
const NEAR_END = 5

export interface PhotoViewerProps {
  matches: MatchOut[]
  total: number
  /** The photo that is shown first. */
  first: string
  originals: boolean
  /** IANA zone of the event. */
  zone: string
  onClose: () => void
  onMove: (match: MatchOut) => void
  onFavour: (match: MatchOut) => void
  onDeny: (match: MatchOut) => void
  onEnd: () => void
}

/** One photo at a time, as large as the screen: swiped, zoomed, by keyboard. */
export function PhotoViewer({ matches, total, first, originals, zone, onClose, onMove, onFavour, onDeny, onEnd }: PhotoViewerProps) {
  const { t } = useTranslation()
  const list = useSteadyOrder(matches)
  const [at, setAt] = useState(() => Math.max(0, list.findIndex((match) => match.id === first)))
  const [bar, setBar] = useState<HTMLElement | null>(null)
  const [outlined, setOutlined] = useState(false)
  const gallery = useRef<PhotoSwipe | null>(null)
  const shown = useRef(list)

  const described = useEffectEvent((index: number) => {
    const match = shown.current[index]
    return match ? slideOf(match, t('guest.photos.name', nameOf(match, index, total, t(`guest.words.${match.level}`)))) : {}
  })
  const faceOf = useEffectEvent((index: number) => shown.current[index]?.face ?? null)
  const outlinesShown = useEffectEvent(() => outlined)
  const moved = useEffectEvent((index: number) => {
    setAt(index)
    const match = shown.current[index]
    if (match) onMove(match)
    if (index >= shown.current.length - NEAR_END) onEnd()
  })
  const closed = useEffectEvent(() => onClose())
  const labels = useEffectEvent(() => ({
    closeTitle: t('shell.close'),
    zoomTitle: t('guest.viewer.zoom'),
    arrowPrevTitle: t('guest.viewer.previous'),
    arrowNextTitle: t('guest.viewer.next'),
    errorMsg: t('guest.viewer.broken'),
    dialog: t('guest.viewer.dialog'),
  }))

  const start = useRef(at)
  useEffect(() => {
    const { dialog, ...titles } = labels()
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    const pswp = new PhotoSwipe({
      ...titles,
      index: start.current,
      dataSource: [],
      loop: false,
      bgOpacity: 1,
      showHideAnimationType: still ? 'none' : 'fade',
      zoomAnimationDuration: still ? 0 : undefined,
      paddingFn: () => ({ top: 60, bottom: 96, left: 0, right: 0 }),
      indexIndicatorSep: ' / ',
      clickToCloseNonZoomable: false,
    })
    pswp.addFilter('numItems', () => shown.current.length)
    pswp.addFilter('itemData', (_, index) => described(index))
    pswp.on('uiRegister', () => {
      pswp.ui?.registerElement({ name: 'match', className: 'viewer-bar', appendTo: 'root', order: 9, onInit: (element) => setBar(element) })
    })
    pswp.on('imageSizeChange', ({ slide, width, height }) => {
      outlineFace(slide.container, faceOf(slide.index), width, height, outlinesShown())
    })
    pswp.on('change', () => moved(pswp.currIndex))
    pswp.on('destroy', () => closed())
    pswp.on('bindEvents', () => {
      if (!pswp.element) return
      pswp.element.style.zIndex = LEVEL
      pswp.element.setAttribute('aria-label', dialog)
      pswp.element.setAttribute('aria-modal', 'true')
    })
    gallery.current = pswp
    pswp.init()
    return () => {
      gallery.current = null
      setBar(null)
      pswp.destroy()
    }
  }, [])

  // Photos went or came: what stands around the present one is drawn anew.
  useEffect(() => {
    if (shown.current === list) return
    const before = shown.current
    shown.current = list
    const pswp = gallery.current
    if (!pswp || before.map((match) => match.id).join() === list.map((match) => match.id).join()) return
    if (!list.length) {
      pswp.close()
      return
    }
    const here = Math.min(pswp.currIndex, list.length - 1)
    for (let index = here - 3; index <= here + 4; index++) pswp.contentLoader.removeByIndex(index)
    if (here !== pswp.currIndex) pswp.goTo(here)
    for (const index of [here - 1, here, here + 1]) if (index >= 0) pswp.refreshSlideContent(index)
  }, [list])

  useEffect(() => {
    if (gallery.current?.element) showOutlines(gallery.current.element, outlined)
  }, [outlined])

  const match = list[at]
  if (!bar || !match) return null
  return createPortal(
    <ViewerBar
      match={match}
      number={at + 1}
      total={total}
      originals={originals}
      zone={zone}
      outlined={outlined}
      onOutline={() => setOutlined(!outlined)}
      onFavour={() => onFavour(match)}
      onDeny={() => onDeny(match)}
    />,
    bar,
  )
}

function nameOf(match: MatchOut, index: number, total: number, words: string) {
  return { number: index + 1, total, words, probability: formatProbability(match.probability) }
}

/** The same photos in the order in which they were first seen: one that arrives moves none that is looked at. */
function useSteadyOrder(matches: MatchOut[]): MatchOut[] {
  const [order] = useState(() => new Map(matches.map((match, at) => [match.id, at])))
  return useMemo(() => {
    const place = (match: MatchOut) => order.get(match.id) ?? Infinity
    return [...matches].sort((a, b) => {
      const [one, other] = [place(a), place(b)]
      return one === other ? 0 : one - other
    })
  }, [matches, order])
}
