import { createFileRoute } from '@tanstack/react-router'
import { Page, PageHeader } from '@/components/Page'
import { Components } from '@/features/design/Components'
import { Tokens } from '@/features/design/Tokens'

/** All tokens and components, light beside dark. Development only (vite.config.ts), so its words are not translated. */
export const Route = createFileRoute('/design')({ component: Design })

function Design() {
  return (
    <Page name="Design" width="full">
      <PageHeader title="Design">Every token and component, light and dark. A new component gets its place here.</PageHeader>
      <div className="grid gap-4 xl:grid-cols-2">
        {(['light', 'dark'] as const).map((scheme) => (
          <div key={scheme} style={{ colorScheme: scheme }} className="flex flex-col gap-8 rounded-card bg-paper p-6 text-ink">
            <h2 className="display text-2xl">{scheme}</h2>
            <Tokens />
            <Components />
          </div>
        ))}
      </div>
    </Page>
  )
}
