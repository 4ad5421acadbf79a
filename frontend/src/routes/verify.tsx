import { createFileRoute } from '@tanstack/react-router'

export const Route = createFileRoute('/verify')({ validateSearch: (search): { next?: string } => (typeof search.next === 'string' ? { next: search.next } : {}), component: () => null })
