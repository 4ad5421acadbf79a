import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Baby, EllipsisVertical, Eye, EyeOff, FolderDown, Pencil, Trash2, UserX } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryOut, PersonOut } from '@/api/generated'
import { getEventOptions } from '@/api/generated/@tanstack/react-query.gen'
import { Button, IconButton } from '@/components/Button'
import { ConfirmDialog } from '@/components/Dialog'
import { Badge, EmptyState } from '@/components/Feedback'
import { Menu } from '@/components/Menu'
import { BackLink, Page, TabBar, TabLink } from '@/components/Page'
import { ExportDialog } from '@/features/export/ExportDialog'
import { MayBeSame } from '@/features/duplicates/MayBeSame'
import { useAskedCount } from '@/features/suggestions/useAskedCount'
import { formatNumber } from '@/i18n/format'
import { usePeopleActions } from './actions'
import { FaceCover } from './FaceCover'
import { NameField } from './NameField'
import { SameDialog } from './SameDialog'

/** The way back to everybody in the same photos. */
function BackToPeople({ library }: { library: LibraryOut }) {
  const { t } = useTranslation()
  const { data: event } = useQuery({ ...getEventOptions({ path: { event_id: library.event ?? '' } }), enabled: library.event !== null })
  if (library.event === null) return <BackLink to="/library/people">{t('people.back')}</BackLink>
  return (
    <BackLink to="/events/$eventId/people" params={{ eventId: library.event }}>
      {event ? t('people.backTo', { event: event.name }) : t('people.back')}
    </BackLink>
  )
}

/** Somebody in one's photos: face, name, numbers; below it their photos or their faces. */
export function PersonFrame({ person, library, children }: { person: PersonOut; library: LibraryOut; children: ReactNode }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const actions = usePeopleActions()
  const [naming, setNaming] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const [exporting, setExporting] = useState(false)
  const [same, setSame] = useState<{ other: PersonOut; typed?: string }>()
  const edit = useRef<HTMLButtonElement>(null)
  const name = person.name || t('people.nameless')
  const params = { personId: person.id }
  const asked = useAskedCount(person)

  const toPeople = () =>
    library.event === null ? navigate({ to: '/library/people' }) : navigate({ to: '/events/$eventId/people', params: { eventId: library.event } })
  // Only the last press of Enter counts, and none once the naming was given up.
  const turn = useRef(0)
  const endNaming = () => {
    turn.current += 1
    setNaming(false)
  }
  const wasNaming = useRef(false)
  // The field that had the focus is gone.
  useEffect(() => {
    if (wasNaming.current && !naming) edit.current?.focus()
    wasNaming.current = naming
  }, [naming])
  const rename = async (typed: string) => {
    if (typed === person.name) return endNaming()
    const mine = (turn.current += 1)
    const other = typed && (await actions.namesake(person.library, typed, person.id))
    if (mine !== turn.current) return
    endNaming()
    if (other) setSame({ other, typed })
    else void actions.name(person, typed)
  }
  const merge = async (other: PersonOut) => {
    setSame(undefined)
    if (await actions.merge([person], other)) await navigate({ to: '/people/$personId', params: { personId: other.id }, replace: true })
  }
  const remove = async () => {
    const done = await actions.remove(person)
    setDeleting(false)
    if (done) await toPeople()
  }

  if (person.deleted) {
    return (
      <Page name={name} width="wide">
        <BackToPeople library={library} />
        <EmptyState icon={UserX} title={t('people.gone.title')} heading="h1">
          {t('people.gone.text')}
        </EmptyState>
      </Page>
    )
  }
  return (
    <Page name={name} width="wide">
      <header className="flex flex-col gap-4">
        <BackToPeople library={library} />
        <div className="flex items-center gap-4 sm:gap-6">
          <FaceCover face={person.cover} pixels={128} className="w-20 shrink-0 rounded-full sm:w-32" />
          <div className="flex min-w-0 grow flex-col gap-1.5">
            {naming ? (
              <>
                <h1 className="sr-only">{name}</h1>
                <NameField
                  libraryId={person.library}
                  person={person}
                  label={t('people.name.label')}
                  quiet
                  onName={(typed) => void rename(typed)}
                  onSame={(other) => {
                    endNaming()
                    setSame({ other })
                  }}
                  onCancel={endNaming}
                  className="max-w-md"
                />
                <p className="text-sm text-muted">{t('people.name.hint')}</p>
              </>
            ) : (
              <div className="flex flex-wrap items-center gap-x-2">
                <h1 className="display min-w-0 text-2xl break-words sm:text-3xl">{name}</h1>
                {person.name ? (
                  <IconButton ref={edit} icon={Pencil} size="small" label={t('people.name.change')} onClick={() => setNaming(true)} />
                ) : (
                  <Button ref={edit} icon={Pencil} size="small" onClick={() => setNaming(true)}>
                    {t('people.name.add')}
                  </Button>
                )}
              </div>
            )}
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
              <span>{t('people.photos', { count: person.photo_count })}</span>
              {person.hidden && <Badge>{t('people.isHidden')}</Badge>}
              {person.child && <Badge>{t('people.child.is')}</Badge>}
            </p>
          </div>
          <Menu
            label={t('people.more', { name })}
            icon={EllipsisVertical}
            items={[
              ...(person.hidden || !person.photo_count
                ? []
                : [{ label: t('people.export.openThis'), icon: FolderDown, onSelect: () => setExporting(true) }]),
              person.hidden
                ? { label: t('people.show'), icon: Eye, onSelect: () => void actions.show([person]) }
                : { label: t('people.hide'), icon: EyeOff, onSelect: () => void actions.hide([person]) },
              {
                label: t(person.child ? 'people.child.unmark' : 'people.child.mark'),
                icon: Baby,
                onSelect: () => void actions.markChild(person, !person.child),
              },
              { label: t('people.delete.do'), icon: Trash2, tone: 'bad', onSelect: () => setDeleting(true) },
            ]}
          />
        </div>
        <TabBar label={t('people.tabs')}>
          <TabLink to="/people/$personId" params={params} search={{}} activeOptions={{ exact: true, includeSearch: false }}>
            {t('events.tabs.photos')}
          </TabLink>
          <TabLink to="/people/$personId/faces" params={params}>
            {t('people.faces.title')}
          </TabLink>
          {person.name && (
            <TabLink to="/people/$personId/confirm" params={params}>
              {t('suggestions.title')}{' '}
              {asked > 0 && <span className="ml-1.5 tabular-nums">{formatNumber(asked)}</span>}
            </TabLink>
          )}
        </TabBar>
      </header>
      {!person.hidden && (
        <MayBeSame person={person} onMerged={(into) => void navigate({ to: '/people/$personId', params: { personId: into.id }, replace: true })} />
      )}
      {children}
      <ExportDialog libraryId={person.library} people={exporting ? [{ id: person.id, name }] : undefined} onClose={() => setExporting(false)} />
      <DeleteDialog open={deleting} name={name} onClose={() => setDeleting(false)} onDelete={remove} />
      <SameDialog
        person={person}
        other={same?.other}
        onClose={() => setSame(undefined)}
        onMerge={() => same && void merge(same.other)}
        onKeepBoth={
          same?.typed === undefined
            ? undefined
            : () => {
                setSame(undefined)
                void actions.name(person, same.typed ?? '')
              }
        }
      />
    </Page>
  )
}

function DeleteDialog({ open, name, onClose, onDelete }: { open: boolean; name: string; onClose: () => void; onDelete: () => Promise<void> }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      busy={busy}
      title={t('people.delete.title', { name })}
      confirm={t('people.delete.do')}
      onConfirm={() => {
        setBusy(true)
        void onDelete().finally(() => setBusy(false))
      }}
    >
      {t('people.delete.text')}
    </ConfirmDialog>
  )
}
