import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { chooseNamesFromFiles, type LibraryOut } from '@/api/generated'
import { CheckField } from '@/components/Field'
import { Card } from '@/components/Page'
import { toastProblem } from '@/components/problemToast'
import { toast } from '@/components/toasts'

/** Whether what other programs wrote into photos about who is in them counts here. */
export function NamesFromFiles({ library, onLibrary }: { library: LibraryOut; onLibrary: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<boolean>()
  const choose = async (believed: boolean) => {
    setChosen(believed)
    try {
      await chooseNamesFromFiles({ path: { library_id: library.id }, body: { believed }, throwOnError: true })
      toast(t(believed ? 'sorting.files.on' : 'sorting.files.off'), { tone: 'good' })
    } catch (error) {
      toastProblem(error)
    }
    await onLibrary()
    setChosen(undefined)
  }
  return (
    <section aria-labelledby="names-from-files" className="flex flex-col gap-4">
      <h2 id="names-from-files" className="display text-xl">
        {t('sorting.files.title')}
      </h2>
      <Card className="flex flex-col gap-2">
        <CheckField
          label={t('sorting.files.believe')}
          hint={t(library.event ? 'sorting.files.hintEvent' : 'sorting.files.hint')}
          checked={chosen ?? library.names_from_files}
          onChange={(event) => chosen === undefined && void choose(event.target.checked)}
        />
      </Card>
    </section>
  )
}
