import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Pace, released, useUnhurried } from './pace'

describe('the pace of a page', () => {
  it('is not fast for who scrolls slowly, whichever way', () => {
    const pace = new Pace()
    for (let at = 0; at <= 400; at += 16) expect(pace.moved(10_000 - at * 3, at)).toBe(false)
  })

  it('is fast from the third place on, as one jump is no journey', () => {
    const pace = new Pace()
    expect(pace.moved(0, 0)).toBe(false)
    expect(pace.moved(50_000, 16)).toBe(false)
    expect(pace.moved(50_200, 32)).toBe(true)
  })

  it('forgets what was a tenth of a second ago', () => {
    const pace = new Pace()
    for (const at of [0, 16, 32]) pace.moved(at * 100, at)
    expect(pace.moved(3_210, 200)).toBe(false)
    expect(pace.moved(3_220, 216)).toBe(false)
    expect(pace.moved(3_230, 232)).toBe(false)
  })

  it('is not told of two places at one moment', () => {
    const pace = new Pace()
    expect(pace.moved(0, 5)).toBe(false)
    expect(pace.moved(9_000, 5)).toBe(false)
  })
})

describe('pictures that come into the page', () => {
  let now = 1_000
  let top = 0
  const scroll = (by: number) => {
    now += 16
    top += by
    window.dispatchEvent(new Event('scroll'))
  }
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    vi.spyOn(window, 'scrollY', 'get').mockImplementation(() => top)
  })
  afterEach(() => vi.useRealTimers())

  it('wait while the reader rushes past, and are fetched when the page is calm', () => {
    const there = renderHook(useUnhurried)
    expect(there.result.current).toBe(true)
    for (let step = 0; step < 5; step++) act(() => scroll(2_000))
    const passing = renderHook(useUnhurried)
    expect([there.result.current, passing.result.current]).toEqual([true, false])
    act(() => void vi.advanceTimersByTime(60))
    act(() => scroll(2_000))
    act(() => void vi.advanceTimersByTime(100))
    expect(passing.result.current).toBe(false) // it went on
    act(() => void vi.advanceTimersByTime(30))
    expect(passing.result.current).toBe(true)
    expect(renderHook(useUnhurried).result.current).toBe(true)
    passing.unmount()
    there.unmount()
  })

  it('give back what they hold when they leave the page, and not when they move in it', () => {
    const picture = document.createElement('img')
    picture.src = '/a.webp'
    picture.srcset = '/a.webp 1x'
    document.body.append(picture)
    const leave = released(picture)
    leave()
    vi.runAllTimers()
    expect(picture.getAttribute('src')).toBe('/a.webp')
    picture.remove()
    leave()
    vi.runAllTimers()
    expect([picture.hasAttribute('src'), picture.hasAttribute('srcset')]).toEqual([false, false])
  })
})
