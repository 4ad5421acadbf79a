import { createFileRoute } from '@tanstack/react-router'

export const Route = createFileRoute('/signup/guest')({ validateSearch: (search): { next?: string } => (typeof search.next === 'string' ? { next: search.next } : {}), component: () => null })
