import { describe, expect, it } from 'vitest'
import type { ModelPackOut } from '@/api/generated'
import { isOver, isUnderWay, obstacleOf } from './models'

const pack: ModelPackOut = {
  name: 'standard',
  title: 'YuNet and MobileFaceNet',
  summary: '',
  version: '1',
  licence: 'Apache-2.0',
  non_commercial: false,
  installed: true,
  allowed: true,
  calibrated: true,
}

describe('a pack of models', () => {
  it('may be chosen where it is installed, allowed and calibrated', () => {
    expect(obstacleOf(pack)).toBeUndefined()
    expect(obstacleOf({ ...pack, allowed: false })).toBe('licence')
    expect(obstacleOf({ ...pack, installed: false, allowed: false })).toBe('missing')
    expect(obstacleOf({ ...pack, calibrated: false, installed: false })).toBe('uncalibrated')
  })
})

describe('a move to other models', () => {
  it('goes on by itself while workers are at it', () => {
    expect((['filling', 'comparing', 'dropping', 'aborting'] as const).every(isUnderWay)).toBe(true)
    expect((['ready', 'switched', 'done', 'aborted'] as const).some(isUnderWay)).toBe(false)
    expect(isUnderWay(undefined)).toBe(false)
  })

  it('is over when one generation is left', () => {
    expect([undefined, 'done', 'aborted'].every((state) => isOver(state as 'done'))).toBe(true)
    expect(isOver('switched')).toBe(false)
  })
})
