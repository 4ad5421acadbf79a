import { render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { QrCode } from './QrCode'

it('draws the three corners that cameras look for, on a white edge', () => {
  render(<QrCode text="otpauth://totp/Albumen:ana@example.org?secret=ABC&issuer=Albumen" label="QR" />)
  const image = screen.getByRole('img', { name: 'QR' })
  const size = Number(image.getAttribute('viewBox')?.split(' ')[2])
  const dark = new Set([...(image.querySelector('path')?.getAttribute('d') ?? '').matchAll(/M(\d+) (\d+)/g)].map(([, x, y]) => `${x},${y}`))
  const corner = (left: number, top: number) =>
    Array.from({ length: 7 }, (_, y) => Array.from({ length: 7 }, (_, x) => (dark.has(`${left + x},${top + y}`) ? '#' : '.')).join('')).join('\n')
  const finder = ['#######', '#.....#', '#.###.#', '#.###.#', '#.###.#', '#.....#', '#######'].join('\n')
  expect([corner(3, 3), corner(size - 10, 3), corner(3, size - 10)]).toEqual([finder, finder, finder])
  expect([...dark].every((at) => at.split(',').every((value) => Number(value) >= 3 && Number(value) < size - 3))).toBe(true)
})
