import { createFileRoute } from '@tanstack/react-router'

export const Route = createFileRoute('/reset')({ component: () => null })
