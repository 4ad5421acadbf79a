import { createFileRoute, Outlet } from '@tanstack/react-router'
import { Page } from '@/components/Page'

export const Route = createFileRoute('/events/$eventId')({ component: Frame })

function Frame() {
  return (
    <Page name="" width="wide">
      <Outlet />
    </Page>
  )
}
