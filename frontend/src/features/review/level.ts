import type { Tone } from '@/components/Feedback'

export const LEVEL_TONES: Record<'certain' | 'likely' | 'check', Tone> = { certain: 'good', likely: 'accent', check: 'warn' }
