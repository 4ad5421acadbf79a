import { type Ref, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonOut } from '@/api/generated'
import { Button } from '@/components/Button'
import { PersonPicker } from '@/features/sorting/PersonPicker'

interface NewFaceProps {
  ref: Ref<HTMLInputElement>
  libraryId: string
  /** Tells whether it was taken. */
  onSay: (who: { person?: PersonOut; name?: string }) => Promise<boolean>
  onCancel: () => void
}

/** Who the face in the box is that is being drawn. */
export function NewFace({ ref, libraryId, onSay, onCancel }: NewFaceProps) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const say = (who: { person?: PersonOut; name?: string }) => {
    setBusy(true)
    void onSay(who).finally(() => setBusy(false))
  }
  return (
    <section aria-labelledby="new-face" className="flex flex-col gap-3 rounded-card border border-accent bg-paper p-4">
      <h3 id="new-face" className="font-semibold">
        {t('sorting.draw.title')}
      </h3>
      <p className="text-sm text-muted">{t('sorting.draw.how')}</p>
      <PersonPicker
        ref={ref}
        libraryId={libraryId}
        label={t('sorting.who')}
        busy={busy}
        fresh={[{ id: 'new', text: (name) => t('sorting.fresh.new', { name }), choose: (name) => say({ name }) }]}
        onChoose={(person) => say({ person })}
        onCancel={onCancel}
      />
      <div className="flex flex-wrap gap-2">
        <Button size="small" busy={busy} onClick={() => say({})}>
          {t('sorting.draw.nameless')}
        </Button>
        <Button size="small" look="plain" onClick={onCancel}>
          {t('shell.cancel')}
        </Button>
      </div>
    </section>
  )
}
