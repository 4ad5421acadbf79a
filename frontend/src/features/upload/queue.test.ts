import { describe, expect, it } from 'vitest'
import { fileKey, isActive, judge, nextToLook, nextToSend, type Phase, totalsOf, type UploadItem } from './queue'

const item = (key: string, phase: Phase, more: Partial<UploadItem> = {}): UploadItem => ({
  key, eventId: 'e', name: `${key}.jpg`, size: 100, phase, sent: 0, checked: true, ...more,
})

describe('queue of uploads', () => {
  it('sums up what is done and what is left', () => {
    const totals = totalsOf([
      item('a', 'done', { sent: 100 }),
      item('b', 'known'),
      item('c', 'sending', { sent: 40 }),
      item('d', 'paused', { sent: 10 }),
      item('e', 'failed', { sent: 70 }),
      item('f', 'waiting'),
    ])
    expect(totals).toMatchObject({ files: 6, finished: 2, bytes: 600, sent: 320, left: 60 + 90 + 100 })
    expect(totals.count).toEqual({ done: 1, known: 1, sending: 1, paused: 1, failed: 1, waiting: 1 })
  })

  it('is active while something goes on by itself, not while all is paused, failed or done', () => {
    expect(isActive(totalsOf([item('a', 'done'), item('b', 'sending')]))).toBe(true)
    expect(isActive(totalsOf([item('a', 'paused'), item('b', 'failed'), item('c', 'known')]))).toBe(false)
  })

  it('sends in order, only what was looked at', () => {
    const items = [item('a', 'sending'), item('b', 'waiting', { checked: false }), item('c', 'waiting'), item('d', 'waiting'), item('e', 'waiting')]
    expect(nextToSend(items, 2).map((one) => one.key)).toEqual(['c', 'd'])
    expect(nextToSend(items, 0)).toEqual([])
  })

  it('looks at files in order, so many ahead of those that are sent', () => {
    const fresh = { checked: false }
    const items = [item('a', 'sending', { digest: 'x' }), item('b', 'waiting', { digest: 'x' }), item('c', 'waiting', { checked: false, digest: '' }), item('d', 'waiting', fresh), item('e', 'paused', fresh), item('f', 'waiting', fresh), item('g', 'waiting', fresh)]
    expect(nextToLook(items, 4).map((one) => one.key)).toEqual(['d', 'f'])
    expect(nextToLook(items, 2)).toEqual([])
    expect(nextToLook(items, 9).map((one) => one.key)).toEqual(['d', 'f', 'g'])
  })

  it('knows a file again after the page was loaded anew, and not in another event', () => {
    const file = new File(['x'], 'a.jpg', { lastModified: 5 })
    const again = new File(['x'], 'a.jpg', { lastModified: 5 })
    expect(fileKey('e', again)).toBe(fileKey('e', file))
    expect(fileKey('f', file)).not.toBe(fileKey('e', file))
  })

  it('tells passing faults from refusals of one file and of all', () => {
    expect(judge(0, 'offline')).toBe('again')
    expect(judge(423, 'upload_busy')).toBe('again')
    expect(judge(429, 'too_many_uploads')).toBe('again')
    expect(judge(503, 'x')).toBe('again')
    expect(judge(401, 'not_logged_in')).toBe('stop')
    expect(judge(413, 'quota_reached')).toBe('stop')
    expect(judge(507, 'disk_full')).toBe('stop')
    expect(judge(413, 'upload_too_large')).toBe('failed')
    expect(judge(415, 'no_picture')).toBe('failed')
  })
})
