import { createFileRoute } from '@tanstack/react-router'

export const Route = createFileRoute('/events/calendar')({ component: () => null })
