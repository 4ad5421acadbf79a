import { createFileRoute } from '@tanstack/react-router'

export const Route = createFileRoute('/library/search/')({ component: () => null })
