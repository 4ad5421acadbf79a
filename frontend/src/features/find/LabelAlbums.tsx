import { useInfiniteQuery } from '@tanstack/react-query'
import { EllipsisVertical, Merge, Pencil, Tag, Trash2 } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LabelOut } from '@/api/generated'
import { listLabels } from '@/api/generated'
import type { KnownProblem } from '@/api/problems'
import { Button } from '@/components/Button'
import { Dialog } from '@/components/Dialog'
import { EmptyState } from '@/components/Feedback'
import { SelectField } from '@/components/Field'
import { Listing } from '@/components/Listing'
import { Menu } from '@/components/Menu'
import { toastProblem } from '@/components/problemToast'
import { SearchField } from '@/components/SearchField'
import { useLabelActions } from '@/features/labels/actions'
import { useTyped } from '@/features/listfilter/useTyped'
import { sameName } from '@/features/people/people'
import { ALBUM_GRID, AlbumCard } from './AlbumCard'
import { AlbumsSkeleton } from './AlbumsSkeleton'
import type { FindHome } from './home'
import { NameDialog } from './NameDialog'
import { labelsOptions } from './queries'

const MERGE_AMONG = 200

interface LabelsProps {
  home: FindHome
  search: string
  onSearch: (search: string) => void
}

/** The labels of a library as albums, to rename, merge and delete. */
export function LabelAlbums({ home, search, onSearch }: LabelsProps) {
  const { t } = useTranslation()
  const heading = useId()
  const [typed, setTyped] = useTyped(search, onSearch)
  const list = useInfiniteQuery(labelsOptions(home.libraryId, search))
  const actions = useLabelActions(home.libraryId)
  const [naming, setNaming] = useState<LabelOut>()
  const [merging, setMerging] = useState<LabelOut>()
  const labels = list.data?.pages.flatMap((page) => page.items) ?? []
  const toHeading = () => document.getElementById(heading)?.focus()

  /** Another label has the name: both may be meant to be one. */
  const mergeInto = async (label: LabelOut, name: string) => {
    try {
      const { data } = await listLabels({ path: { library_id: home.libraryId }, query: { search: name, limit: MERGE_AMONG }, throwOnError: true })
      const into = data.items.find((one) => sameName(one.name, name))
      if (into && (await actions.merge(label, into))) {
        setNaming(undefined)
        toHeading()
      }
    } catch (error) {
      toastProblem(error)
    }
  }
  const refused = (problem: KnownProblem, name: string) =>
    problem.code === 'label_taken' &&
    naming && (
      <Button icon={Merge} className="self-start" onClick={() => void mergeInto(naming, name)}>
        {t('find.labels.mergeWith', { label: name })}
      </Button>
    )
  return (
    <div className="flex flex-col gap-5">
      <h3 id={heading} tabIndex={-1} className="sr-only">
        {t('find.labels.title')}
      </h3>
      {(labels.length > 0 || search) && <SearchField label={t('find.labels.search')} value={typed} onChange={setTyped} maxLength={100} />}
      <Listing
        list={list}
        count={labels.length}
        said={t('find.labels.listed', { count: labels.length })}
        skeleton={<AlbumsSkeleton />}
        nothing={
          <EmptyState icon={Tag} title={t(search ? 'find.labels.noneCalled' : 'find.labels.noneYet')}>
            {!search && t('find.labels.howTo')}
          </EmptyState>
        }
      >
        <ul aria-labelledby={heading} className={ALBUM_GRID}>
          {labels.map((label) => (
            <AlbumCard
              key={label.id}
              home={home}
              looking={[{ kind: 'label', id: label.id }]}
              name={label.name}
              count={label.photo_count}
              cover={label.cover}
              icon={Tag}
            >
              <span className="absolute right-0 bottom-0">
                <Menu
                  label={t('find.more', { name: label.name })}
                  icon={EllipsisVertical}
                  items={[
                    { label: t('find.rename'), icon: Pencil, onSelect: () => setNaming(label) },
                    { label: t('find.labels.merge'), icon: Merge, onSelect: () => setMerging(label) },
                    {
                      label: t('shell.delete'),
                      icon: Trash2,
                      tone: 'bad',
                      onSelect: () => {
                        toHeading()
                        void actions.remove(label)
                      },
                    },
                  ]}
                />
              </span>
            </AlbumCard>
          ))}
        </ul>
      </Listing>
      <NameDialog
        open={!!naming}
        onClose={() => setNaming(undefined)}
        title={t('find.labels.rename')}
        label={t('find.labels.name')}
        name={naming?.name ?? ''}
        onSave={(name) => (naming ? actions.rename(naming, name) : Promise.resolve())}
        refused={refused}
      />
      <MergeDialog
        home={home}
        label={merging}
        onClose={() => setMerging(undefined)}
        onMerge={async (into) => {
          if (merging && (await actions.merge(merging, into))) {
            setMerging(undefined)
            toHeading()
          }
        }}
      />
    </div>
  )
}

interface MergeProps {
  home: FindHome
  label: LabelOut | undefined
  onClose: () => void
  onMerge: (into: LabelOut) => Promise<void>
}

/** Which label goes on for both. */
function MergeDialog({ home, label, onClose, onMerge }: MergeProps) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<number>()
  const [busy, setBusy] = useState(false)
  const list = useInfiniteQuery({ ...labelsOptions(home.libraryId, ''), enabled: !!label })
  const others = list.data?.pages.flatMap((page) => page.items).filter((one) => one.id !== label?.id) ?? []
  const into = others.find((one) => one.id === chosen) ?? others[0]
  const merge = async () => {
    if (!into) return
    setBusy(true)
    await onMerge(into)
    setBusy(false)
  }
  return (
    <Dialog
      open={!!label}
      onClose={onClose}
      title={t('find.labels.mergeTitle', { label: label?.name ?? '' })}
      actions={
        <>
          <Button onClick={onClose}>{t('shell.cancel')}</Button>
          <Button look="primary" busy={busy} disabled={!into} onClick={() => void merge()}>
            {t('find.labels.mergeDo')}
          </Button>
        </>
      }
    >
      {others.length === 0 && list.isSuccess ? (
        <p className="text-muted">{t('find.labels.mergeNone')}</p>
      ) : (
        <div className="flex flex-col gap-3">
          <SelectField label={t('find.labels.mergeInto')} hint={t('find.labels.mergeHint')} value={into?.id ?? ''} onChange={(change) => setChosen(Number(change.target.value))}>
            {others.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </SelectField>
          {list.hasNextPage && (
            <Button size="small" className="self-start" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t('shell.loadMore')}
            </Button>
          )}
        </div>
      )}
    </Dialog>
  )
}
