import { createFileRoute, redirect } from '@tanstack/react-router'

// Codes that were printed by earlier versions lead here.
export const Route = createFileRoute('/e/$code')({
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/join/$code', params, replace: true })
  },
})
