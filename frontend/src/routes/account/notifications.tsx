import { createFileRoute } from '@tanstack/react-router'
import { NotificationsPage } from '@/features/account/NotificationsPage'

export const Route = createFileRoute('/account/notifications')({ component: NotificationsPage })
