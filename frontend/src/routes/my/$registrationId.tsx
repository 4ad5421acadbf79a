import { createFileRoute } from '@tanstack/react-router'

export const Route = createFileRoute('/my/$registrationId')({ component: () => null })
