import { createFileRoute } from '@tanstack/react-router'

export const Route = createFileRoute('/listed')({ component: () => null })
